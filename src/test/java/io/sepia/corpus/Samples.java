package io.sepia.corpus;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.regex.Pattern;

/** At least two values of each type, edge values among them. */
@SuppressWarnings("unchecked") // The maps are made by reflection.
final class Samples {
    private final Map<Class<?>, List<Object>> byType = new HashMap<>();

    Samples() throws Exception {
        numbers();
        texts();
        times();
        collections();
        atomics();
        network();
        others();
    }

    /** Returns the samples of a type, or an empty list if there are none. */
    List<Object> of(Class<?> type) {
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        List<Object> known = byType.get(type);
        return known != null ? known : Throwable.class.isAssignableFrom(type) ? made(type) : List.of();
    }

    private static List<Object> made(Class<?> type) {
        for (Constructor<?> each : type.getConstructors()) {
            if (!Modifier.isAbstract(type.getModifiers())) {
                try {
                    Object[] arguments = new Object[each.getParameterCount()];
                    for (int i = 0; i < arguments.length; i++) {
                        Class<?> wanted = each.getParameterTypes()[i];
                        arguments[i] = argument(wanted);
                    }
                    return List.of(each.newInstance(arguments), each.newInstance(arguments));
                } catch (ReflectiveOperationException | IllegalArgumentException e) {
                    continue; // Another constructor may accept these arguments.
                }
            }
        }
        return List.of();
    }

    private static Object argument(Class<?> wanted) {
        if (wanted == String.class) {
            return "x";
        }
        if (wanted == Class.class) {
            return String.class;
        }
        if (wanted == char.class) {
            return 'x';
        }
        return wanted == int.class ? (Object) 1 : wanted == long.class ? (Object) 1L : null;
    }

    private void add(Class<?> type, Object... values) {
        byType.put(type, List.of(values));
    }

    private void numbers() {
        add(Boolean.class, true, false);
        add(Byte.class, Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE);
        add(Short.class, Short.MIN_VALUE, Short.MAX_VALUE);
        add(Integer.class, Integer.MIN_VALUE, 0, Integer.MAX_VALUE);
        add(Long.class, Long.MIN_VALUE, 0L, Long.MAX_VALUE);
        add(Float.class, Float.MIN_VALUE, 0.1f, -0.0f, Float.MAX_VALUE, Float.NaN);
        add(Double.class, Double.MIN_VALUE, 5.0, -0.0, Double.MAX_VALUE, Double.POSITIVE_INFINITY);
        add(BigInteger.class, BigInteger.ZERO, BigInteger.TEN.pow(100).negate());
        add(BigDecimal.class, BigDecimal.ZERO, new BigDecimal("1.10"), new BigDecimal("1E+50"));
        add(MathContext.class, MathContext.DECIMAL32, MathContext.UNLIMITED);
        add(OptionalInt.class, OptionalInt.empty(), OptionalInt.of(-1));
        add(OptionalLong.class, OptionalLong.empty(), OptionalLong.of(Long.MAX_VALUE));
        add(OptionalDouble.class, OptionalDouble.empty(), OptionalDouble.of(0.1));
        add(Optional.class, Optional.empty(), Optional.of("x"));
        add(Random.class, new Random(1), new Random(2));
        add(SplittableRandom.class, new SplittableRandom(1), new SplittableRandom(2));
        add(ThreadLocalRandom.class, ThreadLocalRandom.current(), ThreadLocalRandom.current());
        IntSummaryStatistics ints = new IntSummaryStatistics();
        ints.accept(3);
        add(IntSummaryStatistics.class, new IntSummaryStatistics(), ints);
        add(LongSummaryStatistics.class, new LongSummaryStatistics(), new LongSummaryStatistics(1, 2, 2, 2));
        add(DoubleSummaryStatistics.class, new DoubleSummaryStatistics(), new DoubleSummaryStatistics(1, 2, 2, 2));
    }

    private void texts() throws Exception {
        add(String.class, "", "I\u0131\u0130i \uD83D\uDE00 \u0000", "2024-01-01");
        add(Character.class, 'i', '\u0000', '\u0130', '\uD83D');
        add(StringBuilder.class, new StringBuilder(), new StringBuilder("x"));
        add(StringBuffer.class, new StringBuffer(), new StringBuffer("x"));
        add(StringJoiner.class, new StringJoiner(","), new StringJoiner(";").add("x"));
        add(StringTokenizer.class, new StringTokenizer("a b"), new StringTokenizer(""));
        add(
                Locale.class,
                Locale.ROOT,
                Locale.US,
                new Locale("tr", "TR"),
                Locale.forLanguageTag("zh-Hant-TW"),
                Locale.forLanguageTag("th-TH-u-ca-buddhist"));
        add(Currency.class, Currency.getInstance("EUR"), Currency.getInstance("JPY"));
        add(UUID.class, new UUID(0, 0), new UUID(-1, -1));
        add(
                Pattern.class,
                Pattern.compile("a+"),
                Pattern.compile("i", Pattern.CASE_INSENSITIVE),
                Pattern.compile("(?flags=2)x", Pattern.LITERAL));
        add(HexFormat.class, HexFormat.of(), HexFormat.ofDelimiter(":"));
        add(Formatter.class, new Formatter(), new Formatter(Locale.US));
        add(Scanner.class, new Scanner("a"), new Scanner("b"));
    }

    private void times() {
        add(Instant.class, Instant.EPOCH, Instant.MIN, Instant.MAX, Instant.ofEpochSecond(1, 1));
        add(
                Duration.class,
                Duration.ZERO,
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        add(Period.class, Period.ZERO, Period.of(Integer.MIN_VALUE, 1, Integer.MAX_VALUE));
        add(LocalDate.class, LocalDate.MIN, LocalDate.EPOCH, LocalDate.MAX);
        add(LocalTime.class, LocalTime.MIN, LocalTime.NOON, LocalTime.MAX);
        add(LocalDateTime.class, LocalDateTime.MIN, LocalDateTime.MAX);
        add(MonthDay.class, MonthDay.of(2, 29), MonthDay.of(1, 1));
        add(Year.class, Year.of(Year.MIN_VALUE), Year.of(0), Year.of(2026), Year.of(Year.MAX_VALUE));
        add(YearMonth.class, YearMonth.of(Year.MIN_VALUE, 1), YearMonth.of(2026, 12), YearMonth.of(Year.MAX_VALUE, 12));
        add(OffsetDateTime.class, OffsetDateTime.MIN, OffsetDateTime.MAX);
        add(OffsetTime.class, OffsetTime.MIN, OffsetTime.MAX);
        add(
                ZonedDateTime.class,
                Instant.EPOCH.atZone(ZoneId.of("Europe/Berlin")),
                Instant.EPOCH.atZone(ZoneOffset.MAX));
        add(ZoneId.class, ZoneId.of("Z"), ZoneId.of("Asia/Kathmandu"), ZoneId.of("UTC+01:00"));
        add(ZoneOffset.class, ZoneOffset.UTC, ZoneOffset.MIN, ZoneOffset.ofHoursMinutesSeconds(1, 2, 3));
        add(Clock.class, Clock.systemUTC(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        add(Date.class, new Date(0), new Date(-1), new Date(Long.MAX_VALUE), new Date(-62_200_000_000_000L));
        add(
                java.sql.Date.class,
                java.sql.Date.valueOf("2024-01-01"),
                java.sql.Date.valueOf("1582-10-01"),
                new java.sql.Date(1234567));
        add(Time.class, Time.valueOf("23:59:59"), Time.valueOf("00:00:00"), new Time(86_400_123));
        Timestamp nanos = new Timestamp(0);
        nanos.setNanos(123_456_789);
        add(Timestamp.class, nanos, new Timestamp(1), new Timestamp(-1), Timestamp.valueOf("1500-03-01 00:00:00"));
        Calendar berlin = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"));
        berlin.setTimeInMillis(0);
        Calendar plain = new GregorianCalendar();
        plain.setTimeInMillis(1);
        add(Calendar.class, berlin, plain);
        add(GregorianCalendar.class, berlin, plain);
        add(
                TimeZone.class,
                TimeZone.getTimeZone("UTC"),
                TimeZone.getTimeZone("America/New_York"),
                new SimpleTimeZone(1, "x"));
        add(SimpleTimeZone.class, new SimpleTimeZone(1, "x"), new SimpleTimeZone(3_600_000, "UTC"));
    }

    private void collections() {
        add(ArrayList.class, new ArrayList<>(), new ArrayList<>(List.of("a", "b")));
        add(LinkedList.class, new LinkedList<>(), new LinkedList<>(List.of("a")));
        add(Vector.class, new Vector<>(), new Vector<>(List.of("a")));
        Stack<String> stack = new Stack<>();
        stack.push("a");
        add(Stack.class, new Stack<>(), stack);
        add(ArrayDeque.class, new ArrayDeque<>(), new ArrayDeque<>(List.of("a", "b")));
        add(
                PriorityQueue.class,
                new PriorityQueue<>(),
                new PriorityQueue<>(List.of("b", "a")),
                new PriorityQueue<>(Comparator.reverseOrder()));
        add(HashSet.class, new HashSet<>(), new HashSet<>(List.of("a")));
        add(LinkedHashSet.class, new LinkedHashSet<>(), new LinkedHashSet<>(List.of("b", "a")));
        add(TreeSet.class, new TreeSet<>(), new TreeSet<>(List.of("a")), new TreeSet<>(String.CASE_INSENSITIVE_ORDER));
        add(EnumSet.class, EnumSet.noneOf(DayOfWeek.class), EnumSet.of(DayOfWeek.MONDAY));
        add(BitSet.class, new BitSet(), BitSet.valueOf(new long[] {5}));
        for (Map<Object, Object> empty : List.<Map<Object, Object>>of(
                new HashMap<>(),
                new LinkedHashMap<>(),
                new TreeMap<>(),
                new Hashtable<>(),
                new IdentityHashMap<>(),
                new WeakHashMap<>(),
                new ConcurrentHashMap<>(),
                new ConcurrentSkipListMap<>(),
                new Properties())) {
            try {
                Map<Object, Object> full =
                        empty.getClass().asSubclass(Map.class).getConstructor().newInstance();
                full.put("a", "b");
                add(empty.getClass(), empty, full);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        add(EnumMap.class, new EnumMap<>(Map.of(DayOfWeek.MONDAY, "x")), new EnumMap<>(Map.of(DayOfWeek.FRIDAY, "y")));
        add(ArrayBlockingQueue.class, new ArrayBlockingQueue<>(2), new ArrayBlockingQueue<>(2, true, List.of("a")));
        add(LinkedBlockingQueue.class, new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>(List.of("a")));
        add(LinkedBlockingDeque.class, new LinkedBlockingDeque<>(), new LinkedBlockingDeque<>(List.of("a")));
        add(LinkedTransferQueue.class, new LinkedTransferQueue<>(), new LinkedTransferQueue<>(List.of("a")));
        add(PriorityBlockingQueue.class, new PriorityBlockingQueue<>(), new PriorityBlockingQueue<>(List.of("a")));
        add(ConcurrentLinkedQueue.class, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>(List.of("a")));
        add(ConcurrentLinkedDeque.class, new ConcurrentLinkedDeque<>(), new ConcurrentLinkedDeque<>(List.of("a")));
        add(ConcurrentSkipListSet.class, new ConcurrentSkipListSet<>(), new ConcurrentSkipListSet<>(List.of("a")));
        add(CopyOnWriteArrayList.class, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(List.of("a")));
        add(CopyOnWriteArraySet.class, new CopyOnWriteArraySet<>(), new CopyOnWriteArraySet<>(List.of("a")));
        add(DelayQueue.class, new DelayQueue<>(), new DelayQueue<>());
        add(SynchronousQueue.class, new SynchronousQueue<>(), new SynchronousQueue<>(true));
    }

    private void atomics() {
        add(AtomicBoolean.class, new AtomicBoolean(), new AtomicBoolean(true));
        add(AtomicInteger.class, new AtomicInteger(), new AtomicInteger(-1));
        add(AtomicLong.class, new AtomicLong(), new AtomicLong(Long.MIN_VALUE));
        add(AtomicIntegerArray.class, new AtomicIntegerArray(1), new AtomicIntegerArray(new int[] {1, 2}));
        add(AtomicLongArray.class, new AtomicLongArray(1), new AtomicLongArray(new long[] {1, 2}));
        add(AtomicReference.class, new AtomicReference<>("x"), new AtomicReference<>());
        add(AtomicReferenceArray.class, new AtomicReferenceArray<>(1), new AtomicReferenceArray<>(new String[] {"a"}));
        add(
                AtomicMarkableReference.class,
                new AtomicMarkableReference<>("a", true),
                new AtomicMarkableReference<>("b", false));
        add(AtomicStampedReference.class, new AtomicStampedReference<>("a", 1), new AtomicStampedReference<>("b", 2));
        LongAdder longs = new LongAdder();
        longs.add(5);
        add(LongAdder.class, new LongAdder(), longs);
        DoubleAdder doubles = new DoubleAdder();
        doubles.add(0.5);
        add(DoubleAdder.class, new DoubleAdder(), doubles);
        add(LongAccumulator.class, new LongAccumulator(Long::sum, 0), new LongAccumulator(Long::max, 1));
        add(DoubleAccumulator.class, new DoubleAccumulator(Double::sum, 0), new DoubleAccumulator(Double::max, 1));
    }

    private void network() throws Exception {
        byte[] address = {10, 0, 0, 1};
        add(InetAddress.class, InetAddress.getByAddress(address), InetAddress.getByAddress("localhost", new byte[] {
            127, 0, 0, 1
        }));
        add(Inet6Address.class, InetAddress.getByName("::1"), InetAddress.getByName("2001:db8::1"));
        add(
                InetSocketAddress.class,
                new InetSocketAddress("10.0.0.1", 80),
                InetSocketAddress.createUnresolved("example.invalid", 1));
        add(URI.class, URI.create(""), URI.create("http://e.example/a%20b?x=y#z"), URI.create("urn:x:y"));
        add(URL.class, new URL("http://10.0.0.1/a"), new URL("file:/x/y"));
    }

    private void others() {
        add(Object.class, new Object(), new Object());
        add(Class.class, String.class, int.class);
        add(
                StackTraceElement.class,
                new StackTraceElement("a", "b", "c", 1),
                new StackTraceElement("l", "m", "1", "a", "b", "c", 1));
        add(EventObject.class, new EventObject("a"), new EventObject("b"));
    }
}
