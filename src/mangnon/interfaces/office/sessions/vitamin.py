from django.http import Http404
def vitamin(request): raise Http404
def vitamin_row(request, child_id): raise Http404
