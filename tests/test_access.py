"""Every URL of the resolver × every role: the answer is the one in ACCESS, and nothing else.

A new URL that is not in the table fails, and so does a line of the table that no URL needs. The
work belongs to vergunningen; `other` is the head of another department, `none` has no role at all.
Each request is made alone: what it writes is rolled back.
"""

from datetime import timedelta
from fnmatch import fnmatchcase
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from cases.documents.services import add_document
from cases.following import loading as following_loading
from cases.models import CaseLink, CaseRole, CaseTask, DefaultNotice
from cases.retention.services import draw_up
from cases.terms import loading as terms_loading
from contacts.absence.services import hand_over
from contacts.importing.mappingfile import load
from contacts.importing.services import upload
from contacts.models import Draft
from contacts.satisfaction.services import answer as reply
from contacts.satisfaction.services import print_link
from dashboard.alerts.services import make_alert
from dashboard.employees.services import turn_on
from dashboard.models import TelephonyFile
from dashboard.wallboard.services import make_key
from kcc.customers.merging import merge_customers
from kcc.jobs.notifications import notify
from kcc.jobs.services import enqueue
from kcc.organisation.models import Batch, BatchItem, OpeningException
from kcc.organisation.savedviews.services import save_view
from tests.cases.documents.building import make_pdf
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_closed_case,
    make_contact,
    make_customer,
    make_steps,
    make_team,
    make_user,
    reference,
)

pytestmark = pytest.mark.once
PEOPLE = (
    "anon", "agent", "lead", "handler", "head", "other", "manager", "board", "admin", "privacy",
    "none",
)  # fmt: skip
MODELS = apps.get_models()
ROLES = {
    "lead": "kcc_lead", "admin": "administrator", "privacy": "privacy_officer", "other": "head",
}  # fmt: skip

# Per URL and method, in the order of PEOPLE: 302 to the log-in page (anon), 403 not with this role,
# 404 not of this department, 405 wrong method, 422 let in, but nothing was filled in. A name may be
# a pattern; a line with the whole name goes before it. The API says 401 and 415 for 302 and 422.
#         anon agnt lead hndl head othr mngr bord admn priv none
ACCESS = """
home
    GET   302  302  302  302  302  302  302  302  302  302  403
    POST  302  302  302  302  302  302  302  302  302  302  403
login
    GET   200  302  302  302  302  302  302  302  302  302  302
    POST  422  422  422  422  422  422  422  422  422  422  422
login-again
    GET   401  204  204  204  204  204  204  204  204  204  204
    POST  422  422  422  422  422  422  422  422  422  422  422
second-step
    GET   302  302  302  302  302  302  302  302  302  302  302
    POST  302  302  302  302  302  302  302  302  302  302  302
logout
    GET   405  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  302  302  302  302  302  302  302  302
account
    GET   302  200  200  200  200  200  200  200  200  200  200
    POST  302  422  422  422  422  422  422  422  422  422  422
password
    GET   302  200  200  200  200  200  200  200  200  200  200
    POST  302  422  422  422  422  422  422  422  422  422  422
second-factor
    GET   302  200  200  200  200  200  200  200  200  200  200
    POST  302  422  422  422  422  422  422  422  422  422  422
backup-codes
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  200  200  200  200  200  200  200  200  200  200
views-save
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  422  422  403  403  403  403
views-change
    GET   302  200  404  404  404  404  404  404  403  403  403
    POST  302  422  404  404  404  404  404  404  403  403  403
views-delete
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  404  404  404  404  404  404  403  403  403
search
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  200  200  200  200  200  403  403  403  403  403
customers:new
    GET   302  200  200  403  403  403  403  403  403  403  403
    POST  302  422  422  403  403  403  403  403  403  403  403
customers:edit
    GET   302  200  200  403  403  403  403  403  403  403  403
    POST  302  422  422  403  403  403  403  403  403  403  403
customers:reveal-bsn
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  302  302  404  403  403  403  403  403
customers:reveal-address
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  200  200  403  403  403  403  403  403  403  403
customers:add-point
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  403  403  403  403  403  403  403  403
customers:remove-point
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  403  403  403  403  403  403  403  403
customers:prefer-point
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  403  403  403  403  403  403  403  403
customers:merge
    GET   302  200  200  403  403  403  403  403  403  403  403
    POST  302  200  200  403  403  403  403  403  403  403  403
customers:unmerge
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  403  403  403  403  403  403  403  403
customer
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:new
    GET   302  200  200  403  403  403  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:workplace
    GET   302  302  302  403  403  403  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:running
    GET   302  200  302  403  403  403  403  403  403  403  403
    POST  302  422  422  403  403  403  403  403  403  403  403
contacts:subjects
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  200  200  403  403  403  403  403  403  403  403
contacts:list
    GET   302  200  200  200  200  200  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:export
    GET   302  200  200  200  200  200  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:detail
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:correct
    GET   302  200  200  403  403  403  403  403  403  403  403
    POST  302  422  422  403  403  403  403  403  403  403  403
contacts:repeat
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  403  403  403  403  403  403  403  403
contacts:use-customer
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  403  403  403  403  403  403  403  403
contacts:absence
    GET   302  200  200  200  200  200  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:absence-new
    GET   302  404  404  200  200  404  403  403  403  403  403
    POST  302  404  404  422  422  404  403  403  403  403  403
contacts:absence-back
    GET   302  404  404  200  200  404  403  403  403  403  403
    POST  302  404  404  302  302  404  403  403  403  403  403
contacts:absence-undo
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  404  404  404  302  404  403  403  403  403  403
contacts:weekly
    GET   302  403  200  403  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:tracker
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:tracker-rows
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:callbacks
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:callbacks-export
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:callbacks-bulk
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  422  403  403  403  403  403
contacts:callbacks-undo
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  404  404  404  404  403  403  403  403  403
contacts:callback
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:callback-claim
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
contacts:callback-assign
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  422  422  422  404  403  403  403  403  403
contacts:callback-release
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  422  422  422  404  403  403  403  403  403
contacts:callback-attempt
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
contacts:callback-wait
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
contacts:callback-resume
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  404  403  403  403  403  403
contacts:callback-close
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  404  403  403  403  403  403
contacts:callback-give-up
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
contacts:callback-lapse
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  422  422  422  404  403  403  403  403  403
contacts:callback-reroute
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  422  422  422  404  403  403  403  403  403
contacts:callback-reopen
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  404  403  403  403  403  403
contacts:callback-note
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  404  403  403  403  403  403
satisfaction:policy
    GET   302  403  403  403  403  403  200  403  403  403  403
    POST  302  403  403  403  403  403  422  403  403  403  403
satisfaction:comments
    GET   302  403  200  403  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
satisfaction:original
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  200  403  403  403  403
satisfaction:print-*
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  422  422  422  422  404  403  403  403  403  403
survey:ask
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  422  422  422  422  422  422  422  422  422  422  422
survey-en:ask
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  422  422  422  422  422  422  422  422  422  422  422
survey*:stop
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  302  302  302  302  302  302  302  302  302  302  302
survey*:thanks
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  405  405  405  405  405  405  405  405  405  405  405
survey*:stopped
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  405  405  405  405  405  405  405  405  405  405  405
contacts:norms
    GET   302  403  403  403  403  403  200  403  200  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:norm-new
    GET   302  403  403  403  403  403  200  403  403  403  403
    POST  302  403  403  403  403  403  422  403  403  403  403
contacts:norm-end
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  404  403  403  403  403
contacts:norm-remove
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  404  403  403  403  403
contacts:import
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  422  403  403
contacts:import-run
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
contacts:import-start
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  403  403  302  403  403
contacts:import-discard
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  403  403  302  403  403
contacts:import-errors
    GET   302  403  403  403  403  403  403  403  404  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:list
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:export
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:board
    GET   302  302  302  302  302  200  302  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:board-move
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  302  302  404  403  403  403  403  403
cases:search
    GET   302  200  200  200  200  200  403  403  403  403  403
    POST  302  422  422  422  422  422  403  403  403  403  403
cases:bulk
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  422  403  403  403  403  403
cases:undo
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  404  404  404  404  403  403  403  403  403
cases:detail
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:claim
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:release
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  422  422  422  404  403  403  403  403  403
cases:status
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:hand-over
    GET   302  403  200  200  200  404  403  403  403  403  403
    POST  302  403  422  422  422  404  403  403  403  403  403
cases:close
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:note
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  422  422  422  422  404  403  403  403  403  403
cases:take-over
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:reopen
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:edit
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  422  422  422  422  404  403  403  403  403  403
cases:presence
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  200  200  200  200  404  403  403  403  403  403
cases:task-add
    GET   302  403  200  200  200  404  403  403  403  403  403
    POST  302  403  422  422  422  404  403  403  403  403  403
cases:task-*
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  302  302  302  404  403  403  403  403  403
cases:role-add
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  422  422  422  422  404  403  403  403  403  403
cases:role-remove
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  302  302  404  403  403  403  403  403
cases:link-add
    GET   302  403  200  200  200  404  403  403  403  403  403
    POST  302  403  422  422  422  404  403  403  403  403  403
cases:link-*
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  302  302  302  404  403  403  403  403  403
cases:document-add
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  422  422  422  422  404  403  403  403  403  403
cases:document
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:document-preview
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:document-page
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:document-remove
    GET   302  403  403  200  200  404  403  403  403  403  403
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:suspend
    GET   302  403  403  200  200  404  403  403  403  403  403
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:resume
    GET   302  403  403  200  200  404  403  403  403  403  403
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:extend
    GET   302  403  403  200  200  404  403  403  403  403  403
    POST  302  403  403  422  422  404  403  403  403  403  403
cases:default-notice
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  422  422  422  422  404  403  403  403  403  403
cases:default-notice-withdraw
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  422  422  422  422  404  403  403  403  403  403
cases:retention
    GET   302  403  403  403  403  403  403  403  403  200  403
    POST  302  403  403  403  403  403  403  403  403  422  403
cases:retention-list
    GET   302  403  403  403  403  403  403  403  403  200  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:retention-export
    GET   302  403  403  403  403  403  403  403  403  200  403
    POST  302  405  405  405  405  405  405  405  405  405  405
cases:retention-put-back
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  403  403  403  302  403
cases:retention-*
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  403  403  403  422  403
cases:follow-code
    GET   302  200  200  200  200  404  403  403  403  403  403
    POST  302  200  200  200  200  404  403  403  403  403  403
follow*:start
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  422  422  422  422  422  422  422  422  422  422  422
follow*:case
    GET   302  302  302  302  302  302  302  302  302  302  302
    POST  405  405  405  405  405  405  405  405  405  405  405
follow*:question
    GET   302  302  302  302  302  302  302  302  302  302  302
    POST  302  302  302  302  302  302  302  302  302  302  302
follow*:stop
    GET   405  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  302  302  302  302  302  302  302  302
dashboard:organisation
    GET   302  200  200  302  302  302  200  200  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:centre
    GET   302  200  200  403  403  403  200  200  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:domain
    GET   302  200  200  200  200  404  200  200  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:department
    GET   302  200  200  200  200  404  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:team
    GET   302  200  200  200  200  404  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:definitions
    GET   302  200  200  200  200  200  200  200  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:consent
    GET   302  403  403  403  403  403  200  403  200  200  403
    POST  302  403  403  403  403  403  403  403  422  403  403
dashboard:consent-off
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  403  403  422  403  403
dashboard:employees
    GET   302  403  404  404  200  404  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:mine
    GET   302  200  200  200  200  200  403  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:rows
    GET   302  200  200  200  200  200  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:views
    GET   302  200  200  200  200  200  200  200  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:view
    GET   302  302  302  302  302  302  302  302  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:alerts
    GET   302  403  403  403  403  403  200  403  403  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
dashboard:alert-new
    GET   302  403  403  403  403  403  200  403  403  403  403
    POST  302  403  403  403  403  403  422  403  403  403  403
dashboard:alert
    GET   302  403  403  403  403  403  200  403  403  403  403
    POST  302  403  403  403  403  403  422  403  403  403  403
dashboard:alert-delete
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  302  403  403  403  403
dashboard:telephony
    GET   302  403  200  403  403  403  200  403  403  403  403
    POST  302  403  422  403  403  403  422  403  403  403  403
dashboard:telephony-read
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  302  403  403  403  302  403  403  403  403
dashboard:telephony-remove
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  302  403  403  403  302  403  403  403  403
dashboard:screens
    GET   302  403  403  403  403  403  200  403  403  403  403
    POST  302  403  403  403  403  403  422  403  403  403  403
dashboard:screen-revoke
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  403  403  403  403  403  302  403  403  403  403
wallboard:board
    GET   200  200  200  403  403  403  200  200  403  403  403
    POST  405  405  405  405  405  405  405  405  405  405  405
wallboard:now
    GET   401  200  200  401  401  401  200  200  401  401  401
    POST  405  405  405  405  405  405  405  405  405  405  405
wallboard:key
    GET   405  405  405  405  405  405  405  405  405  405  405
    POST  422  422  422  422  422  422  422  422  422  422  422
wallboard:leave
    GET   405  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  302  302  302  302  302  302  302  302
maturity:catalogue
    GET   302  403  403  403  200  200  200  200  200  403  403
    POST  302  405  405  405  405  405  405  405  405  405  405
jobs:notifications
    GET   302  200  200  200  200  200  200  200  200  200  200
    POST  302  405  405  405  405  405  405  405  405  405  405
jobs:bell
    GET   302  200  200  200  200  200  200  200  200  200  200
    POST  302  405  405  405  405  405  405  405  405  405  405
jobs:notifications-read
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  302  302  302  302  302  302  302  302  302
jobs:notification-open
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  302  404  404  404  404  404  404  404  404  404
jobs:detail
    GET   302  404  404  404  404  404  404  404  200  404  404
    POST  302  405  405  405  405  405  405  405  405  405  405
jobs:progress
    GET   302  404  404  404  404  404  404  404  200  404  404
    POST  302  405  405  405  405  405  405  405  405  405  405
jobs:again
    GET   302  405  405  405  405  405  405  405  405  405  405
    POST  302  404  404  404  404  404  404  404  302  404  404
audit:list
    GET   302  403  403  403  403  403  403  403  403  200  403
    POST  302  405  405  405  405  405  405  405  405  405  405
audit:export
    GET   302  403  403  403  403  403  403  403  403  200  403
    POST  302  405  405  405  405  405  405  405  405  405  405
admin:index
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin:login
    GET   302  302  302  302  302  302  302  302  302  302  302
    POST  302  302  302  302  302  302  302  302  302  302  302
admin:autocomplete
    GET   302  403  403  403  403  403  403  403  403  403  403
    POST  302  403  403  403  403  403  403  403  405  403  403
admin:jsi18n
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  405  403  403
admin:view_on_site
    GET   302  403  403  403  403  403  403  403  404  403  403
    POST  302  403  403  403  403  403  403  403  404  403  403
admin:*_changelist
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin:*_add
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin:*_history
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin:*_delete
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin:cases_casetype_delete
    GET   302  403  403  403  403  403  403  403  403  403  403
    POST  302  403  403  403  403  403  403  403  403  403  403
admin:cases_casetype_revise
    GET   302  403  403  403  403  403  403  403  405  403  403
    POST  302  403  403  403  403  403  403  403  302  403  403
admin:cases_casetype_publish
    GET   302  403  403  403  403  403  403  403  302  403  403
    POST  302  403  403  403  403  403  403  403  302  403  403
admin:organisation_user_delete
    GET   302  403  403  403  403  403  403  403  403  403  403
    POST  302  403  403  403  403  403  403  403  403  403  403
admin:*_change
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin/*/<path:object_id>/
    GET   302  403  403  403  403  403  403  403  302  403  403
    POST  302  403  403  403  403  403  403  403  302  403  403
admin:auth_user_password_change
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin:app_list
    GET   302  403  403  403  403  403  403  403  200  403  403
    POST  302  403  403  403  403  403  403  403  200  403  403
admin/(?P<url>.*)$
    GET   302  403  403  403  403  403  403  403  404  403  403
    POST  302  403  403  403  403  403  403  403  404  403  403
api:openapi
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  405  405  405  405  405  405  405  405  405  405  405
api:contacts
    GET   401  200  200  200  200  200  403  403  403  403  403
    POST  401  415  415  403  403  403  403  403  403  403  403
api:contact
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:callbacks
    GET   401  200  200  200  200  200  200  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:callback
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:callback-claim
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-assign
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-release
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-attempt
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-wait
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-resume
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-close
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-give-up
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-lapse
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-reroute
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-reopen
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:callback-note
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:cases
    GET   401  200  200  200  200  200  200  403  403  403  403
    POST  401  415  415  415  415  415  403  403  403  403  403
api:case-*
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:case-types
    GET   401  200  200  200  200  200  200  200  200  200  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:case-type
    GET   401  200  200  200  200  200  200  200  200  200  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:zaken
    GET   401  200  200  200  200  200  200  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:zaak
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:case
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:case-documents
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  400  400  400  400  404  403  403  403  403  403
api:document
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:document-content
    GET   401  200  200  200  200  404  403  403  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:document-remove
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  404  403  403  403  403  403
api:figures
    GET   401  200  200  200  200  200  200  200  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:figure
    GET   401  200  200  200  200  200  200  200  403  403  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:channels
    GET   401  200  200  200  200  200  200  200  200  200  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:departments
    GET   401  200  200  200  200  200  200  200  200  200  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:outcomes
    GET   401  200  200  200  200  200  200  200  200  200  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:subjects
    GET   401  200  200  200  200  200  200  200  200  200  403
    POST  401  405  405  405  405  405  405  405  405  405  405
api:customer-searches
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  415  415  415  403  403  403  403  403
api:call-events
    GET   401  405  405  405  405  405  405  405  405  405  405
    POST  401  415  415  403  403  403  403  403  403  403  403
api/v1/^
    GET   404  404  404  404  404  404  404  404  404  404  404
    POST  404  404  404  404  404  404  404  404  404  404  404
livez
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  200  200  200  200  200  200  200  200  200  200  200
readyz
    GET   200  200  200  200  200  200  200  200  200  200  200
    POST  200  200  200  200  200  200  200  200  200  200  200
security-txt
    GET   404  404  404  404  404  404  404  404  404  404  404
    POST  404  404  404  404  404  404  404  404  404  404  404
"""


def urls(resolver=None, route="", space="", names=()):
    """(name, or the route when it has none; route; names of arguments) of every URL pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        path, regex = f"{route}{each.pattern}", getattr(each.pattern, "regex", None)
        own = each.pattern.converters or (regex.groupindex if regex else ())
        if hasattr(each, "url_patterns"):
            yield from urls(each, path, each.namespace or space, (*names, *own))
        else:
            name = f"{space}:{each.name}" if space else each.name
            yield (name if each.name else path), path, [*names, *own]


def expected() -> dict[tuple[str, str], tuple[str, ...]]:
    """(name or pattern, method): codes, one per person."""
    table, name = {}, ""
    for line in ACCESS.strip().splitlines():
        words = line.split()
        if len(words) == 1:
            name = words[0]
        elif words[0] in ("GET", "POST"):
            assert len(words) == len(PEOPLE) + 1, line
            table[name, words[0]] = tuple(words[1:])
    return table


# -- The town the URLs are about --------------------------------------------------------------


class Town:
    """One of everything, and somebody of every role."""

    def __init__(self):
        ref = reference()
        vergunningen, burgerzaken = ref.department["vergunningen"], ref.department["burgerzaken"]
        departments = {"handler": vergunningen, "head": vergunningen, "other": burgerzaken}
        self.users = {
            person: make_user(ROLES.get(person, person), departments.get(person), username=person)
            for person in PEOPLE
            if person not in ("anon", "none")
        }
        self.users["none"] = make_user(username="none")
        agent, admin = self.users["agent"], self.users["admin"]
        self.customer = make_customer()
        self.merge = self._merged(agent)
        given = {"by": agent, "customer": self.customer}
        self.first = make_contact(subject="VG01", at=NOW - timedelta(days=3), **given)
        self.contact = make_contact(subject="VG01", at=NOW - timedelta(hours=1), **given)
        self.callback = make_callback(at=NOW - timedelta(hours=2), **given)
        self.case = make_case(by=agent, customer=self.customer, at=NOW - timedelta(days=1))
        self.notice = DefaultNotice.objects.create(
            case=self.case, received_on=NOW.date(), premature=True, added_at=NOW
        )
        paper = ContentFile(make_pdf(), name="aanvraag.pdf")
        known = {"case": self.case, "added_at": NOW}
        self.task = CaseTask.objects.create(case=self.case, title="Bellen", created_at=NOW)
        self.role = CaseRole.objects.create(customer=self.customer, kind="gemachtigde", **known)
        self.link = CaseLink.objects.create(other=make_case(), kind="vervolg", **known)
        self.document = add_document(by=None, case=self.case, file=paper, now=NOW)
        self.destruction, self.item = self._to_destroy(agent)
        self.draft = Draft.objects.create(
            key=uuid4(), user=agent, data={}, started_at=NOW, saved_at=NOW
        )
        self.view = save_view(by=agent, worklist="callbacks", name="Van mij", query="state=mine")
        self.batch = Batch.objects.create(act="claim", by=agent, at=NOW, undo_until=NOW)
        for worklist, work in (("callbacks", self.callback), ("cases", self.case)):
            BatchItem.objects.create(
                batch=self.batch, worklist=worklist, work_id=work.pk, before={}, version=0
            )
        self.job = enqueue(kind="contacts.import", key="toets", payload={}, by=admin, now=NOW)
        file = SimpleUploadedFile(
            "lijst.csv", b"nummer;datum;kanaal;onderwerp\n1;2026-11-02 10:00;telefoon;Dakkapel\n"
        )
        mapping = load("eenvoudige-lijst")
        self.run = upload(by=admin, file=file, mapping=mapping, now=NOW)
        OpeningException.objects.create(date=NOW.date(), name="Teamdag")
        self.message = self._told(agent)
        self.report = TelephonyFile.objects.create(
            name="november.csv", sha256="0" * 64, read_at=NOW, rows=0,
            first_day=NOW.date(), last_day=NOW.date(),
        )  # fmt: skip
        self.alert = make_alert(
            by=self.users["manager"], now=NOW, name="Terugbellen", figure="kept", department=None,
            threshold=None, days=3, audience="managers", active=True,
        )  # fmt: skip
        turn_on(
            by=admin, now=NOW, council_on=NOW.date(), council_reference="OR 2026-11",
            dpia_on=NOW.date(), dpia_reference="DPIA 4", purpose="Werk", kept_months=3,
            ends_on=None,
        )  # fmt: skip
        self.screen, _text = make_key(by=self.users["manager"], name="Hal", days=31, now=NOW)
        self.token, self.answer = self._asked()
        self.team = make_team()
        make_steps()
        following_loading.load()
        terms_loading.load()
        self.absence, _plan = hand_over(
            by=self.users["head"], person=self.users["handler"], to=[], until=None, now=NOW
        )

    def _merged(self, by):
        double = make_customer(given_name="H.", phones=("+31660000009",))
        return merge_customers(by=by, kept=self.customer, merged=double, now=NOW)

    def _to_destroy(self, by):
        case = make_closed_case(by=by, at=NOW - timedelta(days=800))
        destruction = draw_up(by=self.users["privacy"], until=NOW.date(), now=NOW)
        return destruction, destruction.items.get(case=case)

    def _asked(self):
        """The link of somebody who did not answer yet, and the answer of somebody else."""
        about = {"by": None, "kind": "contact", "language": "nl", "now": NOW}
        others = [make_contact(phone=f"+3161000000{each}", subject="BZ01") for each in (1, 2)]
        first, second = (print_link(pk=row.pk, **about) for row in others)
        reply(token=second[0], score=8, comment="Fijn geholpen.", sender="", now=NOW)
        return first[0], second[1]

    def _told(self, user):
        notify(user=user, key="toets", kind="test", text="Iets", now=NOW, url="/account/")
        return user.notifications.get(key="toets")

    def _row_of(self, name: str) -> str:
        """The id of some row of the model an admin page is about."""
        app, _, model = name.partition(":")[2].rpartition("_")[0].partition("_")
        if (app, model) not in [(each._meta.app_label, each._meta.model_name) for each in MODELS]:
            return "1"
        row = apps.get_model(app, model)._default_manager.first()
        return str(row.pk) if row else "1"

    def kwargs(self, name: str, route: str, names: list[str]) -> dict:
        """The arguments of a URL, by what it is about."""
        space = name.partition(":")[0]
        about = {
            "customers": self.customer,
            "customer": self.customer,
            "contacts": self.contact,
            "cases": self.case,
            "jobs": self.job,
        }.get(space)
        for start, thing in (
            ("contacts:callback", self.callback),
            ("contacts:callbacks-undo", self.batch),
            ("cases:undo", self.batch),
            ("cases:retention", self.destruction),
            ("views-", self.view),
            ("contacts:import", self.run),
            ("jobs:notification", self.message),
            ("contacts:absence", self.users["handler"]),
            ("contacts:absence-undo", self.absence),
            ("contacts:use-customer", self.customer),
            ("dashboard:telephony", self.report),
            ("dashboard:screen-", self.screen),
            ("dashboard:team", self.team),
            ("dashboard:alert", self.alert),
            ("satisfaction:original", self.answer),
            ("satisfaction:print-contact", self.contact),
            ("satisfaction:print-callback", self.callback),
            ("satisfaction:print-case", self.case),
            ("api:contact", self.contact),
            ("api:callback", self.callback),
            ("api:case", self.case),
            ("api:zaak", self.case),
            ("api:document", self.document),
        ):
            about = thing if name.startswith(start) else about
        public_id = getattr(about, "public_id", None)
        known = {
            "public_id": public_id,
            "id": self.users["agent"].pk if space == "admin" else public_id,
            "key": self.draft.key,
            "token": self.token,
            "item_id": self.item.public_id,
            "document_id": self.document.public_id,
            "task_id": self.task.public_id,
            "role_id": self.role.public_id,
            "link_id": self.link.public_id,
            "notice_id": self.notice.public_id,
            "position": 1,
            "figure": "questions",
            "side": "part",
            "slug": "vergunningen",
            "point_id": self.customer.contact_points.first().public_id,
            "merge_id": self.merge.public_id,
            "object_id": self._row_of(name),
            "content_type_id": "1",
            "app_label": "contacts",
            "url": "bestaat-niet",
        }
        if name == "api:case-type":
            known["id"] = "omgevingsvergunning"
        if name == "api:figure":
            known["id"] = "direct"
        return {each: known[each] for each in names}

    def address(self, name: str, route: str, names: list[str]) -> str:
        kwargs = self.kwargs(name, route, names)
        if name != route:
            return reverse(name, kwargs=kwargs)
        for each, value in kwargs.items():
            route = route.replace(f"<path:{each}>", value)
        return "/" + route.replace("(?P<url>.*)$", "bestaat-niet").replace("^", "bestaat-niet")


def answers(client: Client, sessions: dict, url: str, method: str) -> tuple[str, ...]:
    found = []
    for person in PEOPLE:
        client.cookies.clear()
        if person in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        with transaction.atomic():
            response = getattr(client, method.lower())(url)
            if response.streaming:
                list(response)  # closes the file it comes from
            transaction.set_rollback(True)
        found.append(str(response.status_code))
    return tuple(found)


@pytest.fixture
def town(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield Town()


@pytest.fixture
def sessions(town):
    """Who is logged in, by the value of the cookie."""
    keys = {}
    for person, user in town.users.items():
        client = Client()
        client.force_login(user)
        keys[person] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys


def test_every_url_answers_every_role_as_the_table_says(client, town, sessions):
    table, used, wrong = expected(), set(), []
    for name, route, names in urls():
        lines = [line for line in table if line[0] == name]
        lines = lines or [line for line in table if fnmatchcase(name, line[0])]
        used |= set(lines)
        if sorted(method for _, method in lines) != ["GET", "POST"]:
            wrong.append(f"{name}: not in the table, or in it twice")
            continue
        url = town.address(name, route, names)
        for line in lines:
            found = answers(client, sessions, url, line[1])
            if found != table[line]:
                wrong.append(f"{name} {line[1]}: {' '.join(found)}")
    wrong += [f"{name} {method}: no URL needs this line" for name, method in set(table) - used]
    assert "\n".join(wrong) == ""
