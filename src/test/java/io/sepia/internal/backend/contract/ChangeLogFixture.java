package io.sepia.internal.backend.contract;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import java.util.List;
import java.util.Map;

/** The log of changes, for contracts. */
interface ChangeLogFixture extends BackendFixture {
    default ChangePage since(ChangeCursor cursor, int limit) {
        return reading(tx -> tx.changes().since(cursor, limit));
    }

    default ChangePage since(ChangeCursor cursor) {
        return since(cursor, 1_000);
    }

    default ChangeCursor end() {
        return since(ChangeCursor.BEGINNING).next();
    }

    /** Changes as {@code id kind version}. */
    default List<String> told(ChangePage page) {
        return page.changes().stream()
                .map(each -> each.key().id() + " " + each.kind() + " " + each.version())
                .toList();
    }

    static void apply(ChangePage page, Map<String, Long> followed) {
        for (Change each : page.changes()) {
            if (each.kind() == ChangeKind.DELETED) {
                followed.remove(each.key().id());
            } else {
                followed.put(each.key().id(), each.version());
            }
        }
    }
}
