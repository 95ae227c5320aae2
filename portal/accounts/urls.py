"""Sign-in, sign-out and change of password; the field names are the sign-in library's."""

from allauth.account import views
from django.urls import path

from disclosures.access import public
from portal.accounts import sign_in
from portal.accounts import views as own

urlpatterns = [
    path("dang-nhap/", public(views.login), name="account_login"),
    path("thoat/", public(views.logout), name="account_logout"),
    path("doi-mat-khau/", public(views.password_change), name="account_change_password"),
    path("dang-nhap/ma/", public(own.second_factor_code), name="second_factor"),
    path("buoc-hai/", public(own.second_factor_page), name="second_factor_page"),
    path("buoc-hai/cai-dat/", public(own.second_factor_set_up), name="second_factor_set_up"),
    path("dang-nhap/openid/", public(sign_in.begin), name="openid_begin"),
    path("dang-nhap/openid/xong/", public(sign_in.finish), name="openid_finish"),
    # Names the library looks up; signing up and changing it all lead back to the sign-in page.
    path("dang-nhap/", public(views.login), name="account_signup"),
    path("dang-nhap/", public(views.login), name="account_reset_password"),
    path("dang-nhap/", public(views.login), name="account_inactive"),
    path("dang-nhap/", public(views.login), name="account_email"),
    path("dang-nhap/", public(views.login), name="account_set_password"),
]
