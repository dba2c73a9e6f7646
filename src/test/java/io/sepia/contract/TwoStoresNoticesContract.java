package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What listeners of a store are told when another store writes too. See decision 0036. */
abstract class TwoStoresNoticesContract extends TwoStoresClosingContract {
    private static Storage logging(TwoStoresFixture fixture) {
        return fixture.open(builder -> builder.option("changes", "on"));
    }

    private static void await(List<ChangeNotice> told, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (told.size() < count && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
    }

    @Test
    void onChange_againAfterLocalSaves_tellsOnlyWhatComesLater() throws Exception {
        Storage b = logging(this);
        b.changes().onChange(notice -> {}).close();
        for (int i = 0; i < 5; i++) {
            b.documents("note").save("before" + i, "{}");
        }
        List<ChangeNotice> told = new CopyOnWriteArrayList<>();
        try (Subscription subscription = b.changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            a.documents("note").save("external", "{}");
            await(told, 1);
            b.documents("note").save("local", "{}");
            await(told, 2);
        }
        assertThat(told).extracting(each -> each.key().id()).containsExactly("external", "local");
        assertThat(told).extracting(ChangeNotice::foreign).containsExactly(true, false);
    }

    @Test
    void onChange_ofAClassThatNoListenerWanted_tellsOnlyWhatComesLater() throws Exception {
        Storage b = logging(this);
        List<ChangeNotice> told = new CopyOnWriteArrayList<>();
        try (Subscription other = b.changes().onChange("task", notice -> {})) {
            b.documents("note").save("before", "{}");
            try (Subscription subscription = b.changes().onChange("note", told::add)) {
                assertThat(List.of(other, subscription)).doesNotContainNull();
                a.documents("note").save("external", "{}");
                await(told, 1);
                b.documents("note").save("local", "{}");
                await(told, 2);
            }
        }
        assertThat(told).extracting(each -> each.key().id()).containsExactly("external", "local");
        assertThat(told).extracting(ChangeNotice::foreign).containsExactly(true, false);
    }

    @Test
    void notices_ofObjectsThatBothStoresSave_ariseInTheOrderOfVersions() throws Exception {
        Storage b = logging(this);
        List<ChangeNotice> told = new CopyOnWriteArrayList<>();
        try (Subscription subscription = b.changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            try (Writers ours = new Writers(1, number -> b.documents("note").save("n" + number % 3, "{}"));
                    Writers theirs =
                            new Writers(1, number -> a.documents("note").save("n" + number % 3, "{}"))) {
                ours.awaitRounds(60);
                theirs.awaitRounds(30);
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!versions(told).equals(stored()) && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            // Time for notices that must not come.
            Thread.sleep(200);
        }
        Map<String, Long> versions = new HashMap<>();
        for (ChangeNotice each : told) {
            Long before = versions.put(each.key().id(), each.version());
            assertThat(each.version()).as("version of " + each.key()).isGreaterThan(before == null ? 0 : before);
            assertThat(each.kind()).isNotEqualTo(ChangeKind.DELETED);
        }
        assertThat(versions).isEqualTo(stored());
    }

    private Map<String, Long> stored() {
        return IntStream.range(0, 3)
                .mapToObj(i -> "n" + i)
                .collect(Collectors.toMap(
                        id -> id, id -> a.documents("note").load(id).version()));
    }

    private static Map<String, Long> versions(List<ChangeNotice> told) {
        return told.stream().collect(Collectors.toMap(each -> each.key().id(), ChangeNotice::version, Math::max));
    }

    @Test
    void results_writersOfBothStores_areTheAnswersAfterwards() throws Exception {
        Storage b = logging(this);
        List<WatchedResult<?>> watched = LiveWrites.watch(b);
        for (int round = 0; round < 3; round++) {
            LiveWrites external = new LiveWrites(10 + round);
            LiveWrites local = new LiveWrites(20 + round);
            try (Writers theirs = new Writers(1, number -> external.write(a));
                    Writers ours = new Writers(1, number -> local.write(b))) {
                theirs.awaitRounds(20);
                ours.awaitRounds(20);
            }
            for (WatchedResult<?> each : watched) {
                each.awaitAnswer("round " + round);
            }
        }
        watched.forEach(WatchedResult::close);
    }

    @Test
    void result_logThatIsSwitchedOnLater_catchesUp() throws Exception {
        Storage b = open();
        try (WatchedResult<?> watched =
                new WatchedResult<>(b, b.documents("note").query())) {
            assertThat(watched.next()).isEmpty();
            a.documents("note").save("before", "{}");
            logging(this);
            watched.awaitAnswer("after the switch");
            a.documents("note").save("later", "{}");
            watched.awaitAnswer("after a change");
        }
    }
}
