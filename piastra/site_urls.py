"""Addresses of the cross-app pages: home and the public duties."""

app_name = "site"
urlpatterns = []
