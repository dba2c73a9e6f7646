package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.query.IndexDefinition;
import io.sepia.report.VerifyReport;
import io.sepia.report.VerifyReport.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Verifying sound stores, and references to absent objects. */
interface VerifyContract extends StorageFixture {
    private static String reference(String className, String id) {
        return "{\"other\":{\"$ref\":{\"class\":\"" + className + "\",\"id\":\"" + id + "\"}}}";
    }

    @Test
    default void verify_ofASoundStore_countsAndFindsNothing() {
        Storage storage = open(builder -> builder.option("events", "N"));
        storage.documents("N").keepHistory(HistoryRule.ALL);
        storage.indexes().add(IndexDefinition.of("N", "mail").asUnique());
        for (int i = 0; i < 700; i++) {
            storage.documents("N").save("n" + i, "{\"mail\":\"" + i + "\"}", "{\"by\":\"ada\"}");
            storage.documents("M").save("m" + i, reference("N", "n" + i));
        }
        storage.documents("N").save("n5", "{\"mail\":\"none\"}");
        storage.documents("M").delete("m699");
        storage.documents("N").delete("n699");
        storage.documents("M").save("m1", "{}");

        VerifyReport report = storage.contents().verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.documents()).isEqualTo(1_398);
        assertThat(report.generations()).isEqualTo(2);
        assertThat(report.events()).isEqualTo(702);
        assertThat(storage.contents().adoptEdits()).isZero();
    }

    @Test
    default void verify_ofAReferenceToAnAbsentObject_namesTheHolder() {
        storage().documents("M").save("m", reference("N", "gone"));
        storage().documents("M").save("sound", reference("M", "m"));

        VerifyReport report = storage().contents().verify();

        assertThat(report.findingCount()).isEqualTo(1);
        assertThat(report.findings()).singleElement().satisfies(each -> {
            assertThat(each.kind()).isEqualTo(Kind.REFERENCE);
            assertThat(each.key()).isEqualTo(Optional.of(new ObjectKey("M", "m")));
            assertThat(each.problem()).contains("N 'gone'", "not stored", "remove the reference");
        });
    }
}
