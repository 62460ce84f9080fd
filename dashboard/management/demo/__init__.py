"""The fictional town of Lindenwaard, built through the services by `manage.py load_demo`."""
