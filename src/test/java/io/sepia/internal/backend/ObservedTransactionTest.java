package io.sepia.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That nothing is written which the observer is not told of. */
class ObservedTransactionTest {
    /** What changes no document. A new method of the interface belongs here, or is to be observed. */
    private static final Set<String> LEAVING_DOCUMENTS = Set.of(
            "load",
            "exists",
            "existing",
            "ids",
            "page",
            "query",
            "queryIds",
            "count",
            "classes",
            "latest",
            "changes",
            "indexes",
            "record",
            "events",
            "references",
            "generations",
            "commit",
            "close");

    private static Set<String> methods(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(ObservedTransactionTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList();
    }

    @Test
    void everyWritingMethod_isObserved() {
        Set<String> writing = methods(BackendTransaction.class).stream()
                .filter(each -> !LEAVING_DOCUMENTS.contains(each.substring(0, each.indexOf('['))))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods(ObservedTransaction.class)).containsAll(writing);
    }

    @Test
    void everyMethod_isForwarded() {
        assertThat(methods(ForwardingTransaction.class)).containsAll(methods(BackendTransaction.class));
    }
}
