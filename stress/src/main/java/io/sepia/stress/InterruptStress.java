package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageException;
import io.sepia.stress.Stores.Counter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A thread that saves is interrupted by another one, which saves too and may share the commit. Mutant: the version is
 * set although the save is refused.
 */
@JCStressTest
@Outcome(id = "saved, stored, 1, other stored", expect = ACCEPTABLE, desc = "the interrupt came too late")
@Outcome(id = "refused, absent, 0, other stored", expect = ACCEPTABLE, desc = "the save was interrupted")
@Outcome(id = "unknown, .*, other stored", expect = ACCEPTABLE, desc = "the store reported an unknown outcome")
@Outcome(expect = FORBIDDEN, desc = "the object or the other save disagrees with what the store reported")
@State
public class InterruptStress {
    private final Counter own = Counter.of(Stores.freshId(), 1);
    private final Counter other = Counter.of(Stores.freshId(), 2);
    private String outcome = "none";
    private Thread saving;

    @Actor
    public void save() {
        running(Thread.currentThread());
        try {
            STORE.insert(own);
            outcome = "saved";
        } catch (OutcomeUnknownException e) {
            outcome = "unknown";
        } catch (StorageException e) {
            outcome = "refused";
            if (MUTANT) {
                own.version = 1;
            }
        } finally {
            running(null);
            // The thread belongs to jcstress, which must not find it interrupted.
            Thread.interrupted();
        }
    }

    private synchronized void running(Thread thread) {
        saving = thread;
    }

    private synchronized void interruptSaving() {
        if (saving != null) {
            saving.interrupt();
        }
    }

    @Actor
    public void saveAndInterrupt() {
        if (other.id.hashCode() % 2 == 0) {
            interruptSaving();
        }
        STORE.insert(other);
        interruptSaving();
    }

    @Arbiter
    public void after(L_Result result) {
        String stored = STORE.exists(Counter.class, own.id) ? "stored" : "absent";
        String otherStored = STORE.exists(Counter.class, other.id) ? "other stored" : "other absent";
        result.r1 = outcome + ", " + stored + ", " + own.version + ", " + otherStored;
    }
}
