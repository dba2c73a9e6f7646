package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.engine.OpenUnit;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.stream.Pages;
import java.util.List;
import java.util.Spliterator;
import java.util.stream.Stream;

/** Finds the keys of the objects that refer to a given one. See decision 0038. */
final class Referrers {
    private static final System.Logger LOG = System.getLogger(Referrers.class.getName());

    private Referrers() {}

    static List<ObjectKey> list(Scope scope, ObjectKey target) {
        try (Stream<ObjectKey> referrers = stream(scope, target)) {
            return referrers.toList();
        }
    }

    static Stream<ObjectKey> stream(Scope scope, ObjectKey target) {
        OpenUnit source = scope.open();
        if (!scope.isJoined(Access.READ_ONLY)
                && source.unit().backend().references().isBehind()) {
            source.close();
            catchUp(scope);
            source = scope.open();
        }
        Pages.Reader<Referrer> pages = Pages.following((unit, last) ->
                unit.backend().references().referrers(target, last == null ? 0 : last.number(), Pages.SIZE));
        return Pages.stream(
                source,
                Spliterator.DISTINCT,
                pages,
                (unit, page) -> page.stream().map(Referrer::key).toList());
    }

    /** Updates the index of references, if possible: this makes answers faster, not different. */
    private static void catchUp(Scope scope) {
        try {
            boolean more = true;
            while (more) {
                more = scope.run(
                        Work.ENCODED, unit -> unit.backend().references().catchUp());
            }
        } catch (StorageFailureException | RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, "The index of references was not updated", e);
        }
    }
}
