from django.http import Http404
def card(request, child_id): raise Http404
