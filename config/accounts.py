from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by an admin: this is a company's own workbench."""

    def is_open_for_signup(self, request):
        return False
