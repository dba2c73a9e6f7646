package io.sepia.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A class that wraps another object of its own interface overrides every method of that interface. A default method
 * that it inherited would bypass the wrapped object.
 */
class WrapperTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sepia.internal.backend", "io.sepia.internal.cache", "io.sepia.internal.notice");

    /** The interfaces that have wrappers. */
    private static final List<Class<?>> WRAPPED =
            List.of(StorageBackend.class, BackendTransaction.class, JoinedTransaction.class);

    private static Stream<JavaClass> lineage(JavaClass type) {
        return Stream.concat(Stream.of(type), type.getAllRawSuperclasses().stream());
    }

    /** Returns whether {@code type} has a field of type {@code wrapped}, or an abstract method that returns one. */
    private static boolean wraps(JavaClass type, Class<?> wrapped) {
        return lineage(type)
                .anyMatch(each -> each.getFields().stream()
                                .anyMatch(field -> field.getRawType().isEquivalentTo(wrapped))
                        || each.getMethods().stream()
                                .anyMatch(method -> method.getModifiers().contains(JavaModifier.ABSTRACT)
                                        && !each.isInterface()
                                        && method.getRawReturnType().isEquivalentTo(wrapped)));
    }

    private static Stream<JavaClass> wrappers(Class<?> wrapped) {
        return MAIN.stream()
                .filter(each -> !each.isInterface() && each.isAssignableTo(wrapped))
                .filter(each -> wraps(each, wrapped));
    }

    private static Set<String> dropped(JavaClass type, Class<?> wrapped) {
        return Arrays.stream(wrapped.getMethods())
                .filter(method -> !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
                .filter(method -> lineage(type)
                        .map(each -> each.tryGetMethod(method.getName(), method.getParameterTypes()))
                        .flatMap(Optional<JavaMethod>::stream)
                        .noneMatch(own -> !own.getModifiers().contains(JavaModifier.ABSTRACT)))
                .map(method -> type.getSimpleName() + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void wrapper_overridesEveryMethodOfWhatItWraps() {
        for (Class<?> wrapped : WRAPPED) {
            assertThat(wrappers(wrapped).flatMap(each -> dropped(each, wrapped).stream()))
                    .as(wrapped.getSimpleName())
                    .isEmpty();
        }
    }

    @Test
    void wrappers_areFound() {
        assertThat(wrappers(StorageBackend.class).map(JavaClass::getSimpleName)).contains("CachedBackend");
        assertThat(wrappers(BackendTransaction.class).map(JavaClass::getSimpleName))
                .contains("ForwardingTransaction", "CachedSnapshot", "CachedReads");
    }
}
