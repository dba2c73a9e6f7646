package io.sepia.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.StorageException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values of the platform's classes come back equal in every position, or are refused when they are saved. Values of
 * classes without {@code equals} are equal if their elements or texts are.
 */
class PlatformCorpusTest {
    /** Classes whose instances hold threads, sockets, locks, code or permissions: there is nothing to store. */
    private static final Set<String> RESOURCES = Set.of(("""
            ClassLoader Enum InheritableThreadLocal ModuleLayer Package ProcessBuilder Runtime RuntimePermission \
            SecurityManager StackWalker Thread ThreadGroup ThreadLocal Authenticator CookieHandler CookieManager \
            DatagramPacket DatagramSocket HttpCookie MulticastSocket NetPermission NetworkInterface \
            PasswordAuthentication Proxy ProxySelector ResponseCache ServerSocket Socket SocketPermission \
            URLClassLoader URLPermission UnixDomainSocketAddress LinkPermission Observable PropertyPermission \
            DirectoryIteratorException DataTruncation \
            PropertyResourceBundle ResourceBundle ServiceLoader Timer CompletableFuture CountDownLatch CyclicBarrier \
            Exchanger ExecutorCompletionService ForkJoinPool ForkJoinTask FutureTask Phaser \
            ScheduledThreadPoolExecutor Semaphore SubmissionPublisher ThreadPoolExecutor AtomicIntegerFieldUpdater \
            AtomicLongFieldUpdater AtomicReferenceFieldUpdater DriverPropertyInfo SQLPermission""").split(" "));

    private static final String[] ZONES = {"UTC", "America/New_York", "Asia/Kathmandu", "Europe/Berlin"};
    private static final String[] LOCALES = {"en-US", "tr-TR", "ar-EG", "th-TH"};

    @Test
    void save_everyTypeInEveryPosition_comesBackOrIsRefused(@TempDir Path directory) throws Exception {
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        List<String> faults = new ArrayList<>();
        Set<String> kept = new TreeSet<>();
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> each : PlatformTypes.all()) {
            if (!RESOURCES.contains(each.getSimpleName())) {
                types.add(each);
            }
        }
        List<Class<?>> holders = PositionClasses.of(types, directory);
        try {
            for (int i = 0; i < ZONES.length; i++) {
                TimeZone.setDefault(TimeZone.getTimeZone(ZONES[i]));
                Locale.setDefault(Locale.forLanguageTag(LOCALES[i]));
                Samples samples = new Samples();
                try (Storage storage = StorageBuilder.of("memory").open()) {
                    for (int j = 0; j < types.size(); j++) {
                        List<Object> values = samples.of(types.get(j));
                        if (values.isEmpty()) {
                            faults.add("no sample of " + types.get(j));
                        }
                        for (Object value : values) {
                            for (Class<?> holder : holders.get(j).getClasses()) {
                                Field field = holder.getFields()[1];
                                if (tried(storage, holder, field, value, faults)
                                        && field.getName().equals("field")) {
                                    kept.add(types.get(j).getName());
                                }
                            }
                        }
                    }
                }
            }
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
        assertThat(faults).isEmpty();
        assertThat(kept).hasSizeGreaterThanOrEqualTo(70);
    }

    /** Returns whether the value was saved and came back. */
    private static boolean tried(Storage storage, Class<?> holder, Field field, Object sample, List<String> faults)
            throws Exception {
        Object object = holder.getConstructor().newInstance();
        Object value = PositionClasses.holding(field.getGenericType(), field.getName(), sample);
        String where = sample.getClass().getName() + " in " + field.getName() + " of "
                + TimeZone.getDefault().getID();
        field.set(object, value);
        try {
            storage.save(object);
        } catch (StorageException e) {
            return false;
        } catch (RuntimeException | Error e) {
            faults.add(where + " is refused with " + e);
            return false;
        }
        try {
            if (same(
                    value, field.get(storage.load(holder, "p")), field.getName().startsWith("open"))) {
                return true;
            }
            faults.add(where + " changes: " + sample);
        } catch (StorageException e) {
            faults.add(where + " is not loaded: " + e.getMessage());
        }
        return false;
    }

    private static boolean same(Object a, Object b, boolean open) throws Exception {
        if (Objects.equals(a, b) || a == null || b == null) {
            return Objects.equals(a, b);
        }
        if (a instanceof Number && b instanceof Number && open) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        if (a instanceof Optional<?> x && b instanceof Optional<?> y) {
            return same(x.orElse(null), y.orElse(null), open);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return sameElements(x.keySet(), y.keySet(), open) && sameElements(x.values(), y.values(), open);
        }
        if (a instanceof Collection<?> x && b instanceof Collection<?> y) {
            return sameElements(x, y, open);
        }
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a.getClass().isArray()) {
            return Array.getLength(a) == Array.getLength(b) && same(Array.get(a, 0), Array.get(b, 0), open);
        }
        if (a instanceof Pattern x && b instanceof Pattern y) {
            return x.flags() == y.flags() && x.pattern().equals(y.pattern());
        }
        if (!a.getClass().getName().startsWith("java")) {
            Field value = a.getClass().getDeclaredField("value");
            value.setAccessible(true);
            return same(value.get(a), value.get(b), open);
        }
        boolean defined = a.getClass().getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        return !defined && a.toString().equals(b.toString());
    }

    private static boolean sameElements(Collection<?> a, Collection<?> b, boolean open) throws Exception {
        Iterator<?> others = b.iterator();
        for (Object each : a) {
            if (!others.hasNext() || !same(each, others.next(), open)) {
                return false;
            }
        }
        return !others.hasNext();
    }
}
