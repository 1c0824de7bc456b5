from django import template

from leads.people import full_name

register = template.Library()
register.filter("full_name", full_name)
