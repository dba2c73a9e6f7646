package io.sepia;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages. Has no exemptions: a class that breaks a rule belongs elsewhere. */
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sepia");

    /** Which packages of ours a package may use. A new package needs a row here before anything else. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            row("io.sepia.error"),
            row("io.sepia.document", "io.sepia.error"),
            row("io.sepia.change", "io.sepia.document", "io.sepia.error"),
            row("io.sepia.model", "io.sepia.document", "io.sepia.error"),
            row("io.sepia.option", "io.sepia.error"),
            row("io.sepia.dialect"),
            row("io.sepia.stats"),
            row("io.sepia.query", "io.sepia.document", "io.sepia.error"),
            row("io.sepia.codec", "io.sepia.model", "io.sepia.document", "io.sepia.error", "io.sepia.query"),
            row(
                    "io.sepia.backend",
                    "io.sepia.change",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.option",
                    "io.sepia.query",
                    "io.sepia.stats"),
            row(
                    "io.sepia.backend.snapshot",
                    "io.sepia.backend",
                    "io.sepia.change",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.query"),
            row(
                    "io.sepia.backend.file",
                    "io.sepia.backend",
                    "io.sepia.backend.snapshot",
                    "io.sepia.change",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.option",
                    "io.sepia.query"),
            row(
                    "io.sepia.backend.memory",
                    "io.sepia.backend",
                    "io.sepia.backend.snapshot",
                    "io.sepia.error",
                    "io.sepia.option"),
            row("io.sepia.backend.jpa.sql", "io.sepia.query"),
            row(
                    "io.sepia.backend.jpa",
                    "io.sepia.backend",
                    "io.sepia.backend.jpa.sql",
                    "io.sepia.change",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.option",
                    "io.sepia.query",
                    "io.sepia.stats"),
            row("io.sepia.backend.jpa.unit", "io.sepia.backend.jpa", "io.sepia.error", "io.sepia.option"),
            row(
                    "io.sepia.cache",
                    "io.sepia.backend",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.option",
                    "io.sepia.stats"),
            row(
                    "io.sepia.graph",
                    "io.sepia.backend",
                    "io.sepia.codec",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.query"),
            row(
                    "io.sepia.notice",
                    "io.sepia.backend",
                    "io.sepia.change",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.query"),
            row(
                    "io.sepia.transfer",
                    "io.sepia.backend",
                    "io.sepia.change",
                    "io.sepia.codec",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.query"),
            row("io.sepia.garbage", "io.sepia.backend", "io.sepia.change", "io.sepia.document", "io.sepia.error"),
            row(
                    "io.sepia",
                    "io.sepia.garbage",
                    "io.sepia.transfer",
                    "io.sepia.backend",
                    "io.sepia.backend.file",
                    "io.sepia.backend.jpa",
                    "io.sepia.backend.memory",
                    "io.sepia.cache",
                    "io.sepia.change",
                    "io.sepia.codec",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.graph",
                    "io.sepia.model",
                    "io.sepia.notice",
                    "io.sepia.option",
                    "io.sepia.query",
                    "io.sepia.stats"),
            row(
                    "io.sepia.cli",
                    "io.sepia",
                    "io.sepia.change",
                    "io.sepia.document",
                    "io.sepia.error",
                    "io.sepia.garbage",
                    "io.sepia.model",
                    "io.sepia.option",
                    "io.sepia.query",
                    "io.sepia.stats",
                    "io.sepia.transfer"));

    private static Map.Entry<String, Set<String>> row(String name, String... allowed) {
        return Map.entry(name, Set.of(allowed));
    }

    @Test
    void packages_haveNoCycle() {
        slices().assignedFrom(eachPackageASlice()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packages_haveARow() {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(MAY_USE.keySet())
                .as("rows of MAY_USE, which say what each package may use")
                .containsAll(packages);
    }

    @Test
    void packages_useOnlyWhatTheirRowAllows() {
        classes().should(useOnlyWhatTheirRowAllows()).check(CLASSES);
    }

    @Test
    void classNames_areNoDumpingGround() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Utility|Utilities|Helper|Helpers)(\\$.*)?")
                .because("a helper lives with the concept that it serves")
                .check(CLASSES);
    }

    @Test
    void staticFields_areFinal() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("global mutable state ties stores together that have nothing to do with each other")
                .check(CLASSES);
    }

    @Test
    void publicErrors_belongToTheFamily() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .resideInAPackage("io.sepia.error")
                .andShould()
                .beAssignableTo(StorageException.class)
                .check(CLASSES);
    }

    @Test
    void namesFromStores_neverReachAClassLoader() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "it loads a class by name",
                        call -> call.getName().equals("forName")
                                        && call.getTargetOwner().isEquivalentTo(Class.class)
                                || call.getName().equals("loadClass")
                                        && call.getTargetOwner().isAssignableTo(ClassLoader.class)))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .because("a file must not choose which code runs")
                .check(CLASSES);
    }

    @Test
    void packages_sayWhatTheyAreForAndAreNullMarked() throws IOException {
        Pattern description = Pattern.compile("^/\\*\\*\\s+\\S.*?\\*/\\s*@NullMarked\\s+package ", Pattern.DOTALL);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(folders)
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                            .content()
                            .containsPattern(description));
        }
    }

    private static SliceAssignment eachPackageASlice() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return javaClass.getPackageName().startsWith("io.sepia")
                        ? SliceIdentifier.of(javaClass.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "each package, sub-packages apart";
            }
        };
    }

    private static ArchCondition<JavaClass> useOnlyWhatTheirRowAllows() {
        return new ArchCondition<>("use only those packages of ours that their row allows") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String from = user.getPackageName();
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    String to =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    boolean ours = to.equals("io.sepia") || to.startsWith("io.sepia.");
                    if (ours
                            && !to.equals(from)
                            && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
                        events.add(SimpleConditionEvent.violated(
                                dependency, from + " must not use " + to + ": " + dependency.getDescription()));
                    }
                }
            }
        };
    }
}
