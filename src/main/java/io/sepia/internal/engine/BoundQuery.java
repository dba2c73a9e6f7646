package io.sepia.internal.engine;

import io.sepia.document.StoredDocument;
import io.sepia.query.QueryPlan;
import java.util.List;

/** A query in the form that backends take, of the documents of one class or of several. Immutable. */
public interface BoundQuery {
    /** Returns the query of each class. */
    List<ClassQuery> parts();

    /** Returns the maximum number of results. */
    long limit();

    /** Returns this query with another limit. */
    BoundQuery limit(long most);

    /** Returns the results. */
    List<StoredDocument> documents(UnitOfWork unit);

    /** Returns the ids of the results. */
    List<String> ids(UnitOfWork unit);

    /** Returns the number of documents that meet the condition. */
    long count(UnitOfWork unit);

    /** Returns whether there is a result. */
    boolean exists(UnitOfWork unit);

    /** Returns how the results would be found. */
    QueryPlan explain(UnitOfWork unit);

    /** Deletes the results and returns their number. */
    long delete(UnitOfWork unit);

    /** Returns the cursor of the results that come after a document. */
    String cursorAfter(StoredDocument last);
}
