package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.error.NotUniqueException;
import io.sepia.stress.Stores.Named;
import io.sepia.stress.Stores.Plain;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Two saves of one unique value, by objects whose ids the store assigns. Mutant: the class has no unique index.
 */
@JCStressTest
@Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE, desc = "one save succeeds")
@Outcome(expect = FORBIDDEN, desc = "both or none succeed, or the refused object has an id or a version")
@State
public class UniqueStress {
    private final String name = Stores.freshId();
    private final Named first = Named.of(name);
    private final Named second = Named.of(name);

    private static boolean save(Named named) {
        if (MUTANT) {
            STORE.insert(new Plain(Stores.freshId(), 1));
            return true;
        }
        try {
            STORE.save(named);
            return true;
        } catch (NotUniqueException e) {
            return false;
        }
    }

    @Actor
    public void save(ZZZ_Result result) {
        result.r1 = save(first);
    }

    @Actor
    public void saveToo(ZZZ_Result result) {
        result.r2 = save(second);
    }

    @Arbiter
    public void after(ZZZ_Result result) {
        if (MUTANT) {
            result.r3 = true;
            return;
        }
        Named winner = result.r1 ? first : second;
        Named loser = result.r1 ? second : first;
        result.r3 = winner.id != null
                && winner.version == 1
                && loser.id == null
                && loser.version == 0
                && STORE.load(Named.class, winner.id).name.equals(name);
    }
}
