package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.error.StorageClosedException;
import io.sepia.report.StorageStats;
import io.sepia.report.StorageStats.OperationStats;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistics of a store. */
interface StatsContract extends StorageFixture {
    class Pebble {
        String id;

        Pebble() {}

        Pebble(String id) {
            this.id = id;
        }
    }

    @Test
    default void stats_countVerbsAndTransactionsOnce() {
        OperationStats before = storage().stats().operations();
        storage().save(new Pebble("a"));
        storage().saveAll(List.of(new Pebble("b"), new Pebble("c")));
        storage().delete(Pebble.class, "c");
        storage().count(Pebble.class);
        storage().fresh().load(Pebble.class, "a");
        storage().useTransaction(tx -> {
            tx.save(new Pebble("d"));
            storage().save(new Pebble("e"));
            storage().transactions().readOnly().use(inner -> inner.count(Pebble.class));
        });
        storage().transactions().readOnly().use(tx -> tx.count(Pebble.class));
        rolledBack(tx -> tx.save(new Pebble("f")));
        OperationStats after = storage().stats().operations();
        assertThat(after.writes() - before.writes()).isEqualTo(3);
        assertThat(after.reads() - before.reads()).isEqualTo(2);
        assertThat(after.transactions() - before.transactions()).isEqualTo(3);
        assertThat(after.retries()).isEqualTo(before.retries());
    }

    @Test
    default void stats_countCommits() {
        long before = storage().stats().writes().works();
        storage().save(new Pebble("a"));
        storage().useTransaction(tx -> tx.save(new Pebble("b")));
        rolledBack(tx -> tx.save(new Pebble("c")));
        StorageStats after = storage().stats();
        assertThat(after.writes().works() - before).isEqualTo(2);
        assertThat(after.writes().commits())
                .isEqualTo(after.writes().groups().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        assertThat(after.writes().meanGroup()).isEqualTo(1.0);
        assertThat(after.reads().open()).isZero();
    }

    @Test
    default void stats_haveAllOptions_givenOrNot() {
        Storage other = open(builder -> builder.option("graph_limit", "7").option("query_timeout", 90_000));
        assertThat(other.stats().settings())
                .containsEntry("graph_limit", "7")
                .containsEntry("query_timeout", "90000")
                .containsEntry("retry_timeout", "5000")
                .containsEntry("events", "");
        assertThat(other.stats().backend()).isEqualTo(storage().stats().backend());
    }

    @Test
    default void stats_ofAClosedStore_areRefused() {
        Storage other = open(builder -> builder);
        other.close();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(other::stats);
    }
}
