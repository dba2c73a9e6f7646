package io.sepia.internal.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.document.ObjectKey;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Lookups without the lock, concurrent with changes and evictions under it. Mutant: changes do not acquire the lock.
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "lookups return the key's document, and the sizes agree")
@Outcome(expect = FORBIDDEN, desc = "another document, an exception, or a wrong weight")
@State
public class TwoQueueStress {
    private static final ObjectKey[] KEYS = new ObjectKey[6];

    static {
        for (int i = 0; i < KEYS.length; i++) {
            KEYS[i] = new ObjectKey("Pair", "k" + i);
        }
    }

    private static final int WEIGHT = cached(0).weight();

    private final TwoQueueDocuments documents = new TwoQueueDocuments(3L * WEIGHT);
    private final ReentrantLock lock = new ReentrantLock();

    private static CachedDocument cached(int i) {
        return CachedDocument.of(FakeStore.document(KEYS[i], 1), 0);
    }

    private boolean change(int put, int alsoPut, int remove) {
        if (!FakeStore.MUTANT) {
            lock.lock();
        }
        try {
            documents.put(cached(put));
            documents.put(cached(alsoPut));
            documents.remove(KEYS[remove]);
        } catch (RuntimeException e) {
            return false;
        } finally {
            if (!FakeStore.MUTANT) {
                lock.unlock();
            }
        }
        boolean right = true;
        for (ObjectKey key : KEYS) {
            CachedDocument found = documents.get(key);
            right &= found == null || found.key().equals(key);
        }
        return right;
    }

    @Actor
    public void change(ZZZ_Result result) {
        result.r1 = change(0, 1, 2) && change(3, 4, 0);
    }

    @Actor
    public void changeToo(ZZZ_Result result) {
        result.r2 = change(2, 0, 1) && change(5, 1, 3);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
        result.r3 = documents.weight() == (long) documents.size() * WEIGHT && documents.size() <= 3;
    }
}
