package io.sepia.corpus;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.Currency;
import java.util.DoubleSummaryStatistics;
import java.util.HexFormat;
import java.util.IntSummaryStatistics;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.StringTokenizer;
import java.util.UUID;
import java.util.regex.Pattern;

/** Numbers, texts, addresses and arrays. */
final class PlainSamples {
    private PlainSamples() {}

    static void addTo(Samples samples) throws Exception {
        numbers(samples);
        texts(samples);
        addresses(samples);
        arrays(samples);
    }

    private static void numbers(Samples samples) {
        samples.add(Boolean.class, true, false);
        samples.add(Byte.class, Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE);
        samples.add(Short.class, Short.MIN_VALUE, (short) 7, Short.MAX_VALUE);
        samples.add(Integer.class, Integer.MIN_VALUE, 0, 10, 9, Integer.MAX_VALUE);
        samples.add(Long.class, Long.MIN_VALUE, 0L, (1L << 53) + 1, 1L << 53, Long.MAX_VALUE);
        samples.add(Float.class, Float.MIN_VALUE, 0.1f, -0.0f, 16_777_216f, Float.MAX_VALUE, Float.NaN);
        samples.add(Double.class, Double.MIN_VALUE, 5.0, -0.0, 0.1, Double.MAX_VALUE, Double.POSITIVE_INFINITY);
        samples.add(Number.class, 5, Long.MAX_VALUE, 0.5, new BigInteger("99999999999999999999"));
        samples.add(
                BigInteger.class,
                BigInteger.ZERO,
                BigInteger.TEN.pow(100).negate(),
                BigInteger.TWO.pow(63),
                BigInteger.TWO.pow(63).add(BigInteger.ONE));
        samples.add(
                BigDecimal.class,
                BigDecimal.ZERO,
                new BigDecimal("1.10"),
                new BigDecimal("1.1000000000000000000001"),
                new BigDecimal("-1.1"),
                new BigDecimal("1E+50"),
                new BigDecimal("1E-400"));
        samples.add(MathContext.class, MathContext.DECIMAL32, MathContext.UNLIMITED);
        samples.add(OptionalInt.class, OptionalInt.empty(), OptionalInt.of(-1), OptionalInt.of(Integer.MAX_VALUE));
        samples.add(OptionalLong.class, OptionalLong.empty(), OptionalLong.of(Long.MAX_VALUE));
        samples.add(OptionalDouble.class, OptionalDouble.empty(), OptionalDouble.of(0.1), OptionalDouble.of(-3));
        samples.add(Optional.class, Optional.empty(), Optional.of("x"), Optional.of(""));
        IntSummaryStatistics ints = new IntSummaryStatistics();
        ints.accept(3);
        samples.add(IntSummaryStatistics.class, new IntSummaryStatistics(), ints);
        samples.add(LongSummaryStatistics.class, new LongSummaryStatistics(), new LongSummaryStatistics(1, 2, 2, 2));
        samples.add(
                DoubleSummaryStatistics.class, new DoubleSummaryStatistics(), new DoubleSummaryStatistics(1, 2, 2, 2));
    }

    private static void texts(Samples samples) {
        samples.add(
                String.class,
                "",
                "I\u0131\u0130i \uD83D\uDE00 \u0000",
                "2024-01-01",
                "true",
                "null",
                "\uFFFD\uE000",
                "e\u0301",
                "\u00E9",
                "\uD83D",
                "{\"$ref\":{\"class\":\"x\",\"id\":\"y\"}}");
        samples.add(CharSequence.class, "a", "", new StringBuilder("b"));
        samples.add(Character.class, 'i', '\u0000', '\u0130', '\u0131', '"', '\uD83D', '\uFFFF');
        samples.add(
                Character.UnicodeBlock.class, Character.UnicodeBlock.BASIC_LATIN, Character.UnicodeBlock.of('\u0130'));
        samples.add(StringBuilder.class, new StringBuilder(), new StringBuilder("x"));
        samples.add(StringBuffer.class, new StringBuffer(), new StringBuffer("x"));
        samples.add(StringJoiner.class, new StringJoiner(","), new StringJoiner(";").add("x"));
        samples.add(StringTokenizer.class, new StringTokenizer("a b"), new StringTokenizer(""));
        samples.add(
                Locale.class,
                Locale.ROOT,
                Locale.US,
                Locale.forLanguageTag("tr-TR"),
                Locale.forLanguageTag("zh-Hant-TW"),
                Locale.forLanguageTag("th-TH-u-ca-buddhist"),
                new Locale.Builder().setLanguage("he").setRegion("IL").build(),
                Locale.forLanguageTag("ja-JP-x-lvariant-JP"));
        samples.add(Locale.Builder.class, new Locale.Builder(), new Locale.Builder().setLanguage("en"));
        samples.add(Locale.LanguageRange.class, new Locale.LanguageRange("en"), new Locale.LanguageRange("*", 0.5));
        samples.add(Currency.class, Currency.getInstance("EUR"), Currency.getInstance("JPY"));
        samples.add(
                UUID.class,
                new UUID(0, 0),
                new UUID(-1, -1),
                UUID.fromString("01890a0a-0000-7000-8000-000000000001"),
                UUID.fromString("f1890a0a-0000-4000-8000-000000000001"));
        samples.add(
                Pattern.class,
                Pattern.compile("a+"),
                Pattern.compile("i", Pattern.CASE_INSENSITIVE),
                Pattern.compile("i", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE),
                Pattern.compile("(?flags=2)x", Pattern.LITERAL),
                Pattern.compile("(?i)x"),
                Pattern.compile(""));
        samples.add(
                java.util.regex.Matcher.class,
                Pattern.compile("a").matcher("a"),
                Pattern.compile("b").matcher(""));
        samples.add(HexFormat.class, HexFormat.of(), HexFormat.ofDelimiter(":"));
        samples.add(Runtime.Version.class, Runtime.version(), Runtime.Version.parse("17.0.1+12-x"));
        samples.add(Enum.class, DayOfWeek.MONDAY, DayOfWeek.SUNDAY);
        samples.add(
                Enum.EnumDesc.class,
                DayOfWeek.MONDAY.describeConstable().orElseThrow(),
                DayOfWeek.SUNDAY.describeConstable().orElseThrow());
        samples.add(
                StackTraceElement.class,
                new StackTraceElement("a", "b", "c", 1),
                new StackTraceElement("l", "m", "1", "a", "b", "c", 1));
    }

    private static void addresses(Samples samples) throws Exception {
        byte[] address = {10, 0, 0, 1};
        InetAddress named = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        samples.add(InetAddress.class, InetAddress.getByAddress(address), named, InetAddress.getByName("::1"));
        samples.add(Inet4Address.class, InetAddress.getByAddress(address), named);
        samples.add(
                Inet6Address.class,
                InetAddress.getByName("::1"),
                InetAddress.getByName("2001:db8::1"),
                Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 5));
        samples.add(
                InetSocketAddress.class,
                new InetSocketAddress("10.0.0.1", 80),
                new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 65_535),
                InetSocketAddress.createUnresolved("example.invalid", 1));
        samples.add(
                URI.class,
                URI.create(""),
                URI.create("http://e.example/a%20b?x=y#z"),
                URI.create("HTTP://E.example/a%20b?x=y#z"),
                URI.create("urn:x:y"),
                new URI("http", "e.example", "/\u0130", null));
        samples.add(URL.class, new URL("http://10.0.0.1/a"), new URL("file:/x/y"));
        samples.add(
                Path.class,
                Path.of("x/y"),
                Path.of("/x/y"),
                Path.of(""),
                Path.of("a b%20c"),
                Path.of("file:/x"),
                Path.of("/x/../y"));
    }

    private static void arrays(Samples samples) {
        samples.add(boolean[].class, new boolean[0], new boolean[] {true, false});
        samples.add(byte[].class, new byte[0], new byte[] {-1, 0, 1});
        samples.add(short[].class, new short[0], new short[] {-1, Short.MAX_VALUE});
        samples.add(char[].class, new char[0], new char[] {'a', '\u0000'}, new char[] {'\uD83D'});
        samples.add(int[].class, new int[0], new int[] {1, Integer.MIN_VALUE});
        samples.add(long[].class, new long[0], new long[] {1, Long.MIN_VALUE});
        samples.add(float[].class, new float[0], new float[] {0.1f, -0.0f});
        samples.add(double[].class, new double[0], new double[] {0.1, -0.0}, new double[] {Double.NaN});
        samples.add(String[].class, new String[0], new String[] {"a", null, ""});
        samples.add(int[][].class, new int[0][], new int[][] {{1}, {}});
    }
}
