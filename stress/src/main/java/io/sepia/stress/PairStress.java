package io.sepia.stress;

import static io.sepia.stress.Stores.MUTANT;
import static io.sepia.stress.Stores.STORE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sepia.stress.Stores.Counter;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A transaction that writes two objects, concurrent with a reader of both. Mutant: two transactions. */
@JCStressTest
@Outcome(id = {"0, 0, 11", "0, 11, 11", "11, 11, 11"}, expect = ACCEPTABLE, desc = "in order, both objects together")
@Outcome(expect = FORBIDDEN, desc = "half a pair, or an old object after a new one")
@State
public class PairStress {
    private final Counter a = Counter.of(Stores.freshId(), 0);
    private final Counter b = Counter.of(Stores.freshId(), 0);

    public PairStress() {
        STORE.insertAll(List.of(a, b));
        pair();
    }

    private int pair() {
        int sum = 0;
        for (Counter each : STORE.loadAll(Counter.class, List.of(a.id, b.id))) {
            sum += each.n * (each.id.equals(a.id) ? 10 : 1);
        }
        return sum;
    }

    @Actor
    public void write() {
        a.n = 1;
        b.n = 1;
        if (MUTANT) {
            STORE.save(a);
            STORE.save(b);
        } else {
            STORE.useTransaction(tx -> {
                tx.save(a);
                tx.save(b);
            });
        }
    }

    @Actor
    public void read(III_Result result) {
        result.r1 = pair();
        result.r2 = pair();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = pair();
    }
}
