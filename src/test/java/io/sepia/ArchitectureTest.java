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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the dependencies between packages. There are no exemptions: a class that breaks a rule belongs elsewhere. */
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sepia");

    @Test
    void packages_haveNoCycle() {
        slices().assignedFrom(eachPackageASlice()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packages_haveARow() {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(PackageTable.packages())
                .as("rows of PackageTable, which list what each package may use")
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    @Test
    void packages_useOnlyWhatTheirRowAllows() {
        classes().should(useOnlyWhatTheirRowAllows()).check(CLASSES);
    }

    @Test
    void rows_allowOnlyWhatIsUsed() {
        Map<String, Set<String>> used = CLASSES.stream()
                .collect(Collectors.groupingBy(
                        JavaClass::getPackageName,
                        Collectors.flatMapping(
                                user -> otherPackagesOfOurs(user).map(ArchitectureTest::target), Collectors.toSet())));
        assertThat(PackageTable.packages())
                .allSatisfy(
                        user -> assertThat(PackageTable.allowed(user)).as(user).isSubsetOf(used.get(user)));
    }

    @Test
    void databases_neverUseEachOther() {
        List<String> databases = List.of(
                "io.sepia.internal.backend.sqlite",
                "io.sepia.internal.backend.h2",
                "io.sepia.internal.backend.mariadb",
                "io.sepia.internal.backend.postgresql");
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

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb", "postgresql"})
    void roomOfADatabase_holdsAtMostTenClasses(String room) throws IOException {
        try (Stream<Path> files =
                Files.list(SOURCES.resolve("io/sepia/internal/backend").resolve(room))) {
            List<Path> classes =
                    files.filter(file -> !file.endsWith("package-info.java")).toList();
            assertThat(classes)
                    .hasSizeBetween(1, 10)
                    .allSatisfy(file ->
                            assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(400));
        }
    }

    /** The command line has its name as the text of an option, the module opens its schema; comments may name it. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "mariadb", "postgresql"})
    void database_isNamedInItsRoomAndWhereAllAreKnown(String room) throws IOException {
        Pattern comment = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
        Pattern name = Pattern.compile("\\b" + room.replace("ql", ""), Pattern.CASE_INSENSITIVE);
        Path backends = SOURCES.resolve("io/sepia/internal/backend");
        List<Path> allowed = List.of(
                backends.resolve(room),
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
                .resideInAPackage("io.sepia.internal.backend.sql..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "org.h2..", "org.mariadb..", "org.postgresql..")
                .because("code for one database belongs to the package of that database")
                .check(CLASSES);
    }

    @Test
    void relationalStore_namesNoDatabase() throws IOException {
        Pattern name = Pattern.compile("sqlite|\\bh2|postgres|mariadb|mysql", Pattern.CASE_INSENSITIVE);
        try (Stream<Path> files = Files.walk(SOURCES.resolve("io/sepia/internal/backend/sql"))) {
            assertThat(files.filter(Files::isRegularFile))
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
                otherPackagesOfOurs(user)
                        .filter(dependency -> !PackageTable.allowed(from).contains(target(dependency)))
                        .forEach(dependency -> events.add(SimpleConditionEvent.violated(
                                dependency,
                                from + " must not use " + target(dependency) + ": " + dependency.getDescription())));
            }
        };
    }

    private static Stream<Dependency> otherPackagesOfOurs(JavaClass user) {
        return user.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> (target(dependency) + ".").startsWith("io.sepia."))
                .filter(dependency -> !target(dependency).equals(user.getPackageName()));
    }

    private static String target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType().getPackageName();
    }
}
