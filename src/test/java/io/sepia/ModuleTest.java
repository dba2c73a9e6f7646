package io.sepia;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the module descriptor: which packages are exported to users, and which services it provides. */
class ModuleTest {
    private static final Set<String> EXPORTED = Set.of(
            "io.sepia",
            "io.sepia.change",
            "io.sepia.dialect",
            "io.sepia.document",
            "io.sepia.error",
            "io.sepia.jpa",
            "io.sepia.junit",
            "io.sepia.micrometer",
            "io.sepia.model",
            "io.sepia.query",
            "io.sepia.report",
            "io.sepia.spring");

    private static final ModuleDescriptor MODULE = descriptor();

    @Test
    void exports_areThePackagesForUsers() {
        assertThat(MODULE.name()).isEqualTo("io.sepia");
        assertThat(MODULE.exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(Exports::source))
                .containsExactlyInAnyOrderElementsOf(EXPORTED);
    }

    @Test
    void internalPackages_areExportedToHibernateOnly() {
        assertThat(MODULE.exports())
                .filteredOn(Exports::isQualified)
                .allSatisfy(exports -> assertThat(exports.targets()).containsExactly("org.hibernate.orm.core"));
        assertThat(MODULE.opens())
                .filteredOn(opens -> !opens.source().startsWith("io.sepia.schema."))
                .allSatisfy(opens -> assertThat(opens.targets()).containsExactly("org.hibernate.orm.core"));
    }

    @Test
    void publicTypes_areForUsersOrInternalOrOfTheCommandLine() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .resideInAnyPackage(Stream.concat(EXPORTED.stream(), Stream.of("io.sepia.internal..", "io.sepia.cli.."))
                        .toArray(String[]::new))
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void packages_areForUsersOrInternalOrOfTheCommandLine() {
        classes()
                .should()
                .resideInAnyPackage(Stream.concat(EXPORTED.stream(), Stream.of("io.sepia.internal..", "io.sepia.cli.."))
                        .toArray(String[]::new))
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void values_useNothingInternal() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.sepia.model", "io.sepia.document", "io.sepia.change", "io.sepia.error", "io.sepia.report")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sepia.internal..")
                .because("they appear in public signatures, and so would the internal types that they use")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void publicSignatures_mentionExportedPackagesOnly() {
        List<Class<?>> types = ArchitectureTest.CLASSES.stream()
                .filter(each -> EXPORTED.contains(each.getPackageName()))
                .filter(PublicFaceTest::isPublic)
                .<Class<?>>map(JavaClass::reflect)
                .toList();
        assertThat(types).hasSizeGreaterThan(80);
        assertThat(types.stream().flatMap(each -> Signatures.of(each).entrySet().stream()))
                .as("classes of this project in public and protected signatures, and where they are")
                .filteredOn(each -> each.getKey().startsWith("io.sepia."))
                .filteredOn(each -> !EXPORTED.contains(
                        each.getKey().substring(0, each.getKey().lastIndexOf('.'))))
                .isEmpty();
    }

    @Test
    void commandLine_usesOnlyJsonAndConditionsOfWhatIsInternal() {
        noClasses()
                .that()
                .resideInAPackage("io.sepia.cli..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.sepia.internal..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("io.sepia.internal.json", "io.sepia.internal.condition"))))
                .because("columns are read from documents by paths; everything else that commands use is public API")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void simpleNames_areUnique() {
        Map<String, Set<String>> names = ArchitectureTest.CLASSES.stream()
                .filter(describe("top level", JavaClass::isTopLevelClass))
                .filter(each -> !each.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getName, Collectors.toCollection(TreeSet::new))));
        assertThat(names.values())
                .as("top-level types that share a simple name")
                .filteredOn(sharing -> sharing.size() > 1)
                .isEmpty();
    }

    @Test
    void provides_areTheServiceFiles() throws IOException {
        Map<String, List<String>> provided = MODULE.provides().stream()
                .collect(Collectors.toMap(
                        Provides::service,
                        each -> each.providers().stream().sorted().toList()));
        Map<String, List<String>> listed = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/META-INF/services"))) {
            for (Path file : files.toList()) {
                listed.put(
                        file.getFileName().toString(),
                        Files.readAllLines(file).stream().sorted().toList());
            }
        }
        assertThat(provided).isEqualTo(listed);
    }

    @Test
    void descriptorInTheGuide_isThatOfTheCompatibilityTest() {
        String compiled = contentOf(
                Path.of("compat-tests/modules/src/main/java/module-info.java").toFile());
        assertThat(Path.of("docs/configuration.md"))
                .content()
                .contains(compiled.substring(compiled.indexOf("module compat"))
                        .replace("compat.modules", "com.example.shop"));
    }

    private static ModuleDescriptor descriptor() {
        URL classes = Storage.class.getProtectionDomain().getCodeSource().getLocation();
        try (InputStream in = new URL(classes, "module-info.class").openStream()) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
