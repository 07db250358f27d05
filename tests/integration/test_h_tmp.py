import time
from tests import factories
from tests.integration.guards.test_query_counts import hold_more, PAGES
from sqlalchemy import event, Engine
def test_x(app, service, manager):
    times={}
    def before(c,cur,stmt,p,ctx,many): ctx._t=time.time()
    def after(c,cur,stmt,p,ctx,many):
        k=stmt[:110].replace("\n"," "); t=times.setdefault(k,[0,0]); t[0]+=1; t[1]+=time.time()-ctx._t
    event.listen(Engine,"before_cursor_execute",before); event.listen(Engine,"after_cursor_execute",after)
    t=time.time(); hold_more(app, manager, 200, from_=0); print("make", time.time()-t)
    for k,v in sorted(times.items(), key=lambda kv:-kv[1][1])[:8]: print(v,k)
    times.clear()
    b=factories.sign_in(app, manager)
    for p in PAGES:
        t=time.time(); r=b.get(service.path+p, unchecked="x"); print(p, time.time()-t, len(r.data))
    for k,v in sorted(times.items(), key=lambda kv:-kv[1][1])[:8]: print(v,k)
    event.remove(Engine,"before_cursor_execute",before); event.remove(Engine,"after_cursor_execute",after)
    assert 0
