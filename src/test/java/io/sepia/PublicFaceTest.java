package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Limits the size of the public API. A new public type needs a line in the list here, and a decision. See decision
 * 0070.
 */
class PublicFaceTest {
    private static final int MOST_METHODS = 48;
    private static final int MOST_TYPES = 64;
    private static final int DEEPEST = 2;

    private static final List<String> TYPES = List.of(
            "io.sepia.Backup",
            "io.sepia.Changes",
            "io.sepia.ClassHistory",
            "io.sepia.Condition",
            "io.sepia.Contents",
            "io.sepia.DocumentOperations",
            "io.sepia.Field",
            "io.sepia.Garbage",
            "io.sepia.Indexes",
            "io.sepia.Migrations",
            "io.sepia.ObjectHistory",
            "io.sepia.ObjectQuery",
            "io.sepia.Order",
            "io.sepia.Page",
            "io.sepia.Roots",
            "io.sepia.Storage",
            "io.sepia.StorageBuilder",
            "io.sepia.StorageOperations",
            "io.sepia.StorageTransaction",
            "io.sepia.Transactions",
            "io.sepia.change.Change",
            "io.sepia.change.ChangeCursor",
            "io.sepia.change.ChangeKind",
            "io.sepia.change.ChangeListener",
            "io.sepia.change.ChangeNotice",
            "io.sepia.change.ChangePage",
            "io.sepia.change.Event",
            "io.sepia.change.EventFilter",
            "io.sepia.change.EventType",
            "io.sepia.change.ResultChange",
            "io.sepia.change.ResultListener",
            "io.sepia.change.Subscription",
            "io.sepia.dialect.ConstraintNames",
            "io.sepia.dialect.SqliteDialect",
            "io.sepia.document.Generation",
            "io.sepia.document.GenerationInfo",
            "io.sepia.document.HistoryRule",
            "io.sepia.document.ObjectKey",
            "io.sepia.document.ObjectType",
            "io.sepia.document.OnDelete",
            "io.sepia.document.StoredDocument",
            "io.sepia.document.Versioned",
            "io.sepia.jpa.JsonConverter",
            "io.sepia.jpa.StoredObject",
            "io.sepia.model.Embedding",
            "io.sepia.model.History",
            "io.sepia.model.Indexed",
            "io.sepia.model.ObjectId",
            "io.sepia.model.Ref",
            "io.sepia.model.Searchable",
            "io.sepia.model.Similarity",
            "io.sepia.model.Stored",
            "io.sepia.model.Version",
            "io.sepia.query.Highlight",
            "io.sepia.query.IndexDefinition",
            "io.sepia.query.IndexEntry",
            "io.sepia.query.QueryPlan",
            "io.sepia.query.SearchHit",
            "io.sepia.report.ConflictPolicy",
            "io.sepia.report.Difference",
            "io.sepia.report.GarbageReport",
            "io.sepia.report.StorageStats",
            "io.sepia.report.TransferSummary",
            "io.sepia.report.VerifyReport");

    /** What an application sees of optional libraries. It need not know them to use the store. */
    private static final List<String> INTEGRATIONS = List.of(
            "io.sepia.junit.StorageExtension",
            "io.sepia.micrometer.StorageMeters",
            "io.sepia.spring.SepiaActuatorAutoConfiguration",
            "io.sepia.spring.SepiaAutoConfiguration",
            "io.sepia.spring.SepiaDataSourceAutoConfiguration",
            "io.sepia.spring.SepiaEndpoint",
            "io.sepia.spring.SepiaRepositoriesAutoConfiguration",
            "io.sepia.spring.StorageBuilderCustomizer");

    @Test
    void publicTypes_areTheseAndFew() {
        assertThat(publicTypes().filter(each -> !isIntegration(each)))
                .isEqualTo(TYPES)
                .hasSizeLessThanOrEqualTo(MOST_TYPES);
    }

    @Test
    void integrations_haveThesePublicTypes() {
        assertThat(publicTypes().filter(PublicFaceTest::isIntegration)).isEqualTo(INTEGRATIONS);
    }

    private static Stream<String> publicTypes() {
        return ours().filter(JavaClass::isTopLevelClass)
                .filter(PublicFaceTest::isPublic)
                .map(JavaClass::getName)
                .sorted();
    }

    private static boolean isIntegration(String type) {
        return Stream.of("io.sepia.junit.", "io.sepia.micrometer.", "io.sepia.spring.")
                .anyMatch(type::startsWith);
    }

    @Test
    void publicTypes_haveFewMethods() {
        Map<String, Integer> counts = new TreeMap<>();
        ours().filter(PublicFaceTest::isPublic)
                .forEach(each ->
                        counts.put(each.getName(), methods(each.reflect()).size()));
        assertThat(counts).hasSizeGreaterThan(TYPES.size());
        assertThat(counts).allSatisfy((name, count) -> assertThat(count).isLessThanOrEqualTo(MOST_METHODS));
    }

    @Test
    void types_haveAtMostOneLevelOfOursAbove() {
        Collection<JavaClass> classes = Stream.concat(
                        ours(),
                        ArchitectureTest.CLASSES.stream()
                                .filter(each -> each.getPackageName().equals("io.sepia.internal.engine")))
                .toList();
        assertThat(classes)
                .hasSizeGreaterThan(TYPES.size())
                .allSatisfy(each -> assertThat(depth(each)).isLessThanOrEqualTo(DEEPEST));
    }

    /** All types in exported packages, except errors, which are a sealed family with its own rules. */
    private static Stream<JavaClass> ours() {
        return ArchitectureTest.CLASSES.stream()
                .filter(each -> Stream.of("io.sepia.internal", "io.sepia.cli", "io.sepia.error")
                        .noneMatch(each.getPackageName()::startsWith));
    }

    /** Returns whether a type is public, and so are the types that enclose it. */
    static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicFaceTest::isPublic).orElse(true);
    }

    /** Returns the public methods by name and parameters, including inherited ones except those of Object. */
    private static Collection<String> methods(Class<?> type) {
        Collection<String> methods = new TreeSet<>();
        for (Method each : type.getMethods()) {
            boolean inherited = !each.getDeclaringClass().getName().startsWith("io.sepia.");
            if (!inherited && !isOfObject(each) && Modifier.isPublic(each.getModifiers())) {
                methods.add(each.getName() + Arrays.toString(each.getParameterTypes()));
            }
        }
        return methods;
    }

    private static boolean isOfObject(Method method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(each -> each.getName().equals(method.getName())
                        && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
    }

    private static int depth(JavaClass type) {
        Stream<JavaClass> above = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
        return 1
                + above.filter(each -> each.getPackageName().startsWith("io.sepia"))
                        .mapToInt(PublicFaceTest::depth)
                        .max()
                        .orElse(0);
    }
}
