package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.stress.Stores.Counter;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A transaction that is committed and one that is rolled back, with a listener. Mutant: the listener is notified before
 * the commit.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "one notice of the committed change")
@Outcome(expect = FORBIDDEN, desc = "a missing, repeated or early notice")
@State
public class NoticeStress {
    private static final ConcurrentHashMap<String, Integer> NOTICES = new ConcurrentHashMap<>();

    static {
        STORE.changes().onChange(Counter.class, notice -> notice(notice.key().id()));
    }

    private final String committed = Stores.freshId();
    private final String rolledBack = Stores.freshId();

    private static void notice(String id) {
        NOTICES.merge(id, 1, Integer::sum);
    }

    @Actor
    public void commit() {
        STORE.insert(Counter.of(committed, 1));
    }

    @Actor
    public void rollBack() {
        try {
            STORE.useTransaction(tx -> {
                tx.insert(Counter.of(rolledBack, 1));
                if (MUTANT) {
                    notice(rolledBack);
                }
                throw new IllegalArgumentException("rolled back on purpose");
            });
        } catch (IllegalArgumentException expected) {
            // The transaction is rolled back.
        }
    }

    @Arbiter
    public void after(II_Result result) {
        // Notices are delivered in the order of commits, so all earlier ones precede that of this object.
        String last = Stores.freshId();
        STORE.insert(Counter.of(last, 1));
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (NOTICES.remove(last) == null && System.nanoTime() < deadline) {
            Thread.yield();
        }
        result.r1 = taken(committed);
        result.r2 = taken(rolledBack);
    }

    private static int taken(String id) {
        Integer count = NOTICES.remove(id);
        return count == null ? 0 : count;
    }
}
