package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.error.StaleVersionException;
import io.sepia.stress.Stores.Counter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Two saves of one object from the same version. Mutant: the version is set before the commit, and stays.
 */
@JCStressTest
@Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE, desc = "one save is refused")
@Outcome(expect = FORBIDDEN, desc = "a lost update, or the refused object has another version")
@State
public class RefusalStress {
    private final String id = Stores.freshId();
    private final Counter first;
    private final Counter second;

    public RefusalStress() {
        STORE.insert(Counter.of(id, 0));
        first = STORE.load(Counter.class, id);
        second = STORE.load(Counter.class, id);
    }

    private static boolean save(Counter counter, int n) {
        counter.n = n;
        try {
            STORE.save(counter);
            return true;
        } catch (StaleVersionException e) {
            if (MUTANT) {
                counter.version++;
            }
            return false;
        }
    }

    @Actor
    public void save(ZZZ_Result result) {
        result.r1 = save(first, 1);
    }

    @Actor
    public void saveToo(ZZZ_Result result) {
        result.r2 = save(second, 2);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
        Counter stored = STORE.load(Counter.class, id);
        Counter winner = result.r1 ? first : second;
        Counter loser = result.r1 ? second : first;
        result.r3 = stored.n == winner.n && stored.version == 2 && winner.version == 2 && loser.version == 1;
    }
}
