from django.http import Http404
def vaccination(request): raise Http404
def vaccination_row(request, child_id): raise Http404
