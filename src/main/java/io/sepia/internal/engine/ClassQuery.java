package io.sepia.internal.engine;

import io.sepia.document.StoredDocument;
import io.sepia.internal.matching.Cursor;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import io.sepia.query.QueryPlan;
import java.util.List;
import java.util.Map;

/** A query of the documents of one class. */
public record ClassQuery(String className, Query query) implements BoundQuery {
    @Override
    public List<ClassQuery> parts() {
        return List.of(this);
    }

    @Override
    public long limit() {
        return query.limit();
    }

    @Override
    public ClassQuery limit(long most) {
        return new ClassQuery(className, query.limit(most));
    }

    @Override
    public List<StoredDocument> documents(UnitOfWork unit) {
        return unit.backend().query(className, query);
    }

    @Override
    public List<String> ids(UnitOfWork unit) {
        return unit.backend().queryIds(className, query);
    }

    @Override
    public long count(UnitOfWork unit) {
        return unit.backend().count(className, query.condition());
    }

    @Override
    public boolean exists(UnitOfWork unit) {
        return !limit(1).ids(unit).isEmpty();
    }

    @Override
    public QueryPlan explain(UnitOfWork unit) {
        return unit.backend().indexes().explain(className, query);
    }

    @Override
    public long delete(UnitOfWork unit) {
        return unit.delete(Map.of(className, query));
    }

    @Override
    public String cursorAfter(StoredDocument last) {
        return Cursor.write(className, query, DocumentMatcher.of(query).position(last));
    }
}
