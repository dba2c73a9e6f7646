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

/** Checks the dependencies between packages. There are no exemptions: a class that breaks a rule belongs elsewhere. */
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sepia");

    /** The packages of this project that each package may use. A new package needs a row here first. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            row("error"),
            row("document", "error"),
            row("change", "error", "document"),
            row("model", "error", "document"),
            row("query", "error", "document", "internal.json"),
            row("report", "document"),
            row(
                    "internal.recovery",
                    "error",
                    "query",
                    "document",
                    "change",
                    "query",
                    "report",
                    "internal.document",
                    "internal.json",
                    "internal.backend",
                    "internal.backend.sql",
                    "internal.backend.sqlite.connection"),
            row("dialect", "error", "jpa", "internal.functions"),
            row("internal.functions", "error", "internal.option"),
            row("jpa", "error", "document", "internal.json", "internal.backend.sql"),
            row("internal.option", "error"),
            row("internal.document", "document", "change"),
            row("internal.json", "error", "document"),
            row("internal.words", "internal.json"),
            row("internal.condition", "error", "internal.json", "internal.words"),
            row(
                    "internal.matching",
                    "error",
                    "document",
                    "query",
                    "internal.json",
                    "internal.words",
                    "internal.condition"),
            row("internal.migration", "error", "document", "internal.json"),
            row(
                    "internal.codec",
                    "error",
                    "document",
                    "model",
                    "query",
                    "internal.document",
                    "internal.json",
                    "internal.words",
                    "internal.condition",
                    "internal.matching",
                    "internal.codec.classes",
                    "internal.codec.platform",
                    "internal.codec.kotlin",
                    "internal.migration"),
            row("internal.codec.classes", "error", "model", "internal.codec.platform"),
            row("internal.codec.platform", "model"),
            row("internal.codec.kotlin", "internal.codec.platform"),
            row(
                    "internal.backend",
                    "error",
                    "document",
                    "change",
                    "query",
                    "report",
                    "internal.option",
                    "internal.document",
                    "internal.json",
                    "internal.words",
                    "internal.condition",
                    "internal.matching"),
            row(
                    "internal.backend.sql",
                    "error",
                    "document",
                    "change",
                    "query",
                    "report",
                    "internal.document",
                    "internal.json",
                    "internal.words",
                    "internal.condition",
                    "internal.matching",
                    "internal.backend"),
            row(
                    "internal.backend.sqlite.connection",
                    "error",
                    "report",
                    "internal.option",
                    "internal.functions",
                    "internal.backend",
                    "internal.backend.sql"),
            row(
                    "internal.backend.sqlite",
                    "error",
                    "document",
                    "query",
                    "report",
                    "internal.json",
                    "internal.words",
                    "internal.condition",
                    "internal.backend",
                    "internal.backend.sql",
                    "internal.backend.sqlite.connection"),
            row(
                    "internal.backend.h2",
                    "error",
                    "document",
                    "query",
                    "internal.json",
                    "internal.condition",
                    "internal.matching",
                    "internal.backend",
                    "internal.backend.sql"),
            row("internal.backend.hibernate", "error", "document", "jpa", "internal.backend", "internal.backend.sql"),
            row(
                    "internal.backend.hibernate.unit",
                    "error",
                    "document",
                    "change",
                    "jpa",
                    "internal.option",
                    "internal.functions",
                    "internal.document",
                    "internal.json",
                    "internal.backend",
                    "internal.backend.sql",
                    "internal.backend.jpa"),
            row(
                    "internal.backend.jpa",
                    "error",
                    "report",
                    "jpa",
                    "internal.option",
                    "internal.functions",
                    "internal.backend",
                    "internal.backend.sql",
                    "internal.backend.sqlite.connection",
                    "internal.backend.sqlite",
                    "internal.backend.h2",
                    "internal.backend.hibernate"),
            row(
                    "internal.backend.snapshot",
                    "error",
                    "document",
                    "change",
                    "query",
                    "report",
                    "internal.document",
                    "internal.json",
                    "internal.words",
                    "internal.condition",
                    "internal.matching",
                    "internal.backend"),
            row("internal.backend.memory", "internal.option", "internal.backend", "internal.backend.snapshot"),
            row(
                    "internal.backend.file",
                    "error",
                    "document",
                    "change",
                    "query",
                    "internal.option",
                    "internal.document",
                    "internal.json",
                    "internal.backend",
                    "internal.backend.snapshot"),
            row("internal.cache", "error", "document", "report", "internal.option", "internal.backend"),
            row("internal.unknown", "document", "internal.backend"),
            row(
                    "internal.graph",
                    "error",
                    "document",
                    "query",
                    "internal.json",
                    "internal.matching",
                    "internal.codec",
                    "internal.backend",
                    "internal.condition",
                    "internal.migration",
                    "internal.unknown"),
            row(
                    "internal.notice",
                    "error",
                    "document",
                    "change",
                    "internal.document",
                    "internal.matching",
                    "internal.backend"),
            row(
                    "internal.transfer",
                    "error",
                    "document",
                    "change",
                    "query",
                    "report",
                    "internal.document",
                    "internal.json",
                    "internal.codec",
                    "internal.backend"),
            row("internal.garbage", "error", "document", "change", "report", "internal.json", "internal.backend"),
            row(
                    "internal.engine",
                    "error",
                    "document",
                    "change",
                    "report",
                    "query",
                    "internal.document",
                    "internal.matching",
                    "internal.codec",
                    "internal.backend",
                    "internal.cache",
                    "internal.graph",
                    "internal.notice",
                    "internal.json",
                    "internal.migration",
                    "internal.unknown"),
            row(
                    "",
                    "error",
                    "document",
                    "change",
                    "model",
                    "query",
                    "report",
                    "internal.option",
                    "internal.document",
                    "internal.json",
                    "internal.words",
                    "internal.condition",
                    "internal.matching",
                    "internal.codec",
                    "internal.backend",
                    "internal.backend.jpa",
                    "internal.backend.memory",
                    "internal.backend.file",
                    "internal.cache",
                    "internal.graph",
                    "internal.notice",
                    "internal.recovery",
                    "internal.transfer",
                    "internal.garbage",
                    "internal.engine",
                    "internal.migration",
                    "internal.unknown"),
            row("micrometer", "error", "report", ""),
            row("junit", "error", ""),
            row(
                    "spring",
                    "error",
                    "model",
                    "report",
                    "internal.backend.jpa",
                    "internal.backend.sqlite.connection",
                    "internal.option",
                    "",
                    "micrometer"),
            row("cli.terminal", "error"),
            row("cli.input", "cli.terminal"),
            row("cli.output", "document", "internal.json", "internal.condition", "cli.terminal", "cli.input"),
            row(
                    "cli",
                    "error",
                    "document",
                    "change",
                    "query",
                    "report",
                    "",
                    "cli.terminal",
                    "cli.input",
                    "cli.output"));

    private static Map.Entry<String, Set<String>> row(String name, String... allowed) {
        return Map.entry(
                full(name), Stream.of(allowed).map(ArchitectureTest::full).collect(Collectors.toSet()));
    }

    private static String full(String name) {
        return name.isEmpty() ? "io.sepia" : "io.sepia." + name;
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
                .as("rows of MAY_USE, which list what each package may use")
                .containsAll(packages);
    }

    @Test
    void packages_useOnlyWhatTheirRowAllows() {
        classes().should(useOnlyWhatTheirRowAllows()).check(CLASSES);
    }

    @Test
    void databases_neverUseEachOther() {
        List<String> databases = List.of("io.sepia.internal.backend.sqlite", "io.sepia.internal.backend.h2");
        for (String database : databases) {
            for (String other : databases) {
                if (!other.equals(database)) {
                    noClasses()
                            .that()
                            .resideInAPackage(database + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other + "..")
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void roomOfADatabase_holdsAtMostTenClasses() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve("io/sepia/internal/backend/h2"))) {
            List<Path> classes =
                    files.filter(file -> !file.endsWith("package-info.java")).toList();
            assertThat(classes)
                    .hasSizeBetween(1, 10)
                    .allSatisfy(file ->
                            assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(400));
        }
    }

    /** The command line has its name as the text of an option, the module opens its schema; comments may name it. */
    @Test
    void database_isNamedInItsRoomAndWhereAllAreKnown() throws IOException {
        Pattern comment = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
        Pattern name = Pattern.compile("\\bh2", Pattern.CASE_INSENSITIVE);
        Path backends = SOURCES.resolve("io/sepia/internal/backend");
        List<Path> allowed = List.of(
                backends.resolve("h2"),
                backends.resolve("jpa"),
                SOURCES.resolve("io/sepia/cli"),
                SOURCES.resolve("module-info.java"));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> allowed.stream().noneMatch(file::startsWith)))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(
                                    comment.matcher(Files.readString(file)).replaceAll(""))
                            .as("%s", file)
                            .doesNotContainPattern(name));
        }
    }

    @Test
    void relationalStore_usesNoDriver() {
        noClasses()
                .that()
                .resideInAPackage("io.sepia.internal.backend.sql")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "org.h2..")
                .because("code for one database belongs to the package of that database")
                .check(CLASSES);
    }

    @Test
    void relationalStore_namesNoDatabase() throws IOException {
        Pattern name = Pattern.compile("sqlite|\\bh2|postgres|mariadb|mysql", Pattern.CASE_INSENSITIVE);
        try (Stream<Path> files = Files.list(SOURCES.resolve("io/sepia/internal/backend/sql"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContainPattern(name));
        }
    }

    @Test
    void classNames_areNoDumpingGround() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Utility|Utilities|Helper|Helpers)(\\$.*)?")
                .because("a helper belongs to the concept that it serves")
                .check(CLASSES);
    }

    @Test
    void staticFields_areFinal() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("global mutable state couples independent stores")
                .check(CLASSES);
    }

    @Test
    void publicErrors_belongToTheFamily() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .and()
                .resideOutsideOfPackage("io.sepia.cli..")
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
                    .filter(file -> !file.endsWith("module-info.java"))
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
