package io.sepia.corpus;

import java.io.IOException;
import java.io.StringReader;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.net.Authenticator;
import java.net.CacheRequest;
import java.net.CacheResponse;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpCookie;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetPermission;
import java.net.NetworkInterface;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketPermission;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLPermission;
import java.net.UnixDomainSocketAddress;
import java.nio.file.LinkPermission;
import java.sql.DriverPropertyInfo;
import java.sql.SQLPermission;
import java.util.Base64;
import java.util.EventObject;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.Random;
import java.util.ResourceBundle;
import java.util.Scanner;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/** Threads, sockets, locks, code, permissions and generators: there is nothing to store. */
final class ResourceSamples {
    volatile int updatedInt;
    volatile long updatedLong;
    volatile String updatedText;

    private ResourceSamples() {}

    static void addTo(Samples samples) throws Exception {
        code(samples);
        network(samples);
        tasks(samples);
        threads(samples);
        tools(samples);
        newer(samples);
    }

    private static void code(Samples samples) throws Exception {
        ClassLoader loader = ResourceSamples.class.getClassLoader();
        ModuleLayer boot = ModuleLayer.boot();
        samples.add(Object.class, new Object(), new Object());
        samples.add(Class.class, String.class, int.class);
        samples.add(ClassLoader.class, loader, ClassLoader.getPlatformClassLoader());
        samples.add(URLClassLoader.class, new URLClassLoader(new URL[0]), new URLClassLoader(new URL[0], loader));
        samples.add(Module.class, Object.class.getModule(), loader.getUnnamedModule());
        samples.add(ModuleLayer.class, boot, ModuleLayer.empty());
        var configuration = boot.configuration().resolve(ModuleFinder.of(), ModuleFinder.of(), Set.of());
        var controller = ModuleLayer.defineModulesWithOneLoader(configuration, List.of(boot), loader);
        samples.add(ModuleLayer.Controller.class, controller, controller);
        samples.add(Package.class, String.class.getPackage(), ResourceSamples.class.getPackage());
        samples.add(StackWalker.class, StackWalker.getInstance(), StackWalker.getInstance());
        samples.add(System.LoggerFinder.class, System.LoggerFinder.getLoggerFinder(), new System.LoggerFinder() {
            @Override
            public System.Logger getLogger(String name, Module module) {
                return System.getLogger(name);
            }
        });
        samples.add(ServiceLoader.class, ServiceLoader.load(Runnable.class), ServiceLoader.load(Runnable.class));
        for (String each : List.of("java.lang.SecurityManager", "java.util.Observable")) {
            Class<?> type = Class.forName(each);
            samples.add(type, Samples.made(type).toArray());
        }
        for (Class<?> each : List.of(
                RuntimePermission.class,
                NetPermission.class,
                SocketPermission.class,
                LinkPermission.class,
                SQLPermission.class,
                java.util.PropertyPermission.class)) {
            String name = each == LinkPermission.class ? "hard" : "x";
            boolean two = each == SocketPermission.class || each == java.util.PropertyPermission.class;
            String action = each == SocketPermission.class ? "connect" : "read";
            Object made = two
                    ? each.getConstructor(String.class, String.class).newInstance(name, action)
                    : each.getConstructor(String.class).newInstance(name);
            samples.add(each, made, made);
        }
        samples.add(URLPermission.class, new URLPermission("http://e.example/x"), new URLPermission("http:*"));
    }

    private static void network(Samples samples) throws Exception {
        InetSocketAddress address = InetSocketAddress.createUnresolved("e.example", 1);
        samples.add(Authenticator.class, new Authenticator() {}, new Authenticator() {});
        samples.add(CookieHandler.class, new CookieManager(), new CookieManager());
        samples.add(CookieManager.class, new CookieManager(), new CookieManager());
        samples.add(DatagramPacket.class, new DatagramPacket(new byte[1], 1), new DatagramPacket(new byte[0], 0));
        samples.add(DatagramSocket.class, new DatagramSocket(null), new DatagramSocket(null));
        samples.add(MulticastSocket.class, new MulticastSocket(null), new MulticastSocket(null));
        samples.add(ServerSocket.class, new ServerSocket(), new ServerSocket());
        samples.add(Socket.class, new Socket(), new Socket());
        samples.add(HttpCookie.class, new HttpCookie("a", "b"), new HttpCookie("c", ""));
        NetworkInterface first =
                NetworkInterface.networkInterfaces().findFirst().orElseThrow();
        samples.add(NetworkInterface.class, first, first);
        samples.add(
                PasswordAuthentication.class,
                new PasswordAuthentication("a", new char[] {'b'}),
                new PasswordAuthentication("c", new char[0]));
        samples.add(Proxy.class, Proxy.NO_PROXY, new Proxy(Proxy.Type.HTTP, address));
        samples.add(ProxySelector.class, ProxySelector.of(address), ProxySelector.getDefault());
        samples.add(ResponseCache.class, new NoCache(), new NoCache());
        samples.add(UnixDomainSocketAddress.class, UnixDomainSocketAddress.of("/x"), UnixDomainSocketAddress.of("y"));
        samples.add(DriverPropertyInfo.class, new DriverPropertyInfo("a", "b"), new DriverPropertyInfo("c", null));
    }

    /** Stores nothing. */
    private static final class NoCache extends ResponseCache {
        @Override
        public CacheResponse get(URI uri, String method, Map<String, List<String>> headers) {
            return null;
        }

        @Override
        public CacheRequest put(URI uri, URLConnection connection) {
            return null;
        }
    }

    private static void tasks(Samples samples) {
        samples.add(CompletableFuture.class, new CompletableFuture<>(), CompletableFuture.completedFuture("x"));
        samples.add(CountDownLatch.class, new CountDownLatch(1), new CountDownLatch(0));
        samples.add(CyclicBarrier.class, new CyclicBarrier(1), new CyclicBarrier(2));
        samples.add(Exchanger.class, new Exchanger<>(), new Exchanger<>());
        samples.add(
                ExecutorCompletionService.class,
                new ExecutorCompletionService<>(Runnable::run),
                new ExecutorCompletionService<>(Runnable::run));
        samples.add(ForkJoinTask.class, ForkJoinTask.adapt(() -> {}), ForkJoinTask.adapt(() -> {}));
        samples.add(FutureTask.class, new FutureTask<>(() -> "x"), new FutureTask<>(() -> {}, "y"));
        samples.add(Phaser.class, new Phaser(), new Phaser(1));
        samples.add(Semaphore.class, new Semaphore(1), new Semaphore(2, true));
        samples.add(
                SubmissionPublisher.class, new SubmissionPublisher<>(), new SubmissionPublisher<>(Runnable::run, 1));
        samples.add(
                AtomicIntegerFieldUpdater.class,
                AtomicIntegerFieldUpdater.newUpdater(ResourceSamples.class, "updatedInt"),
                AtomicIntegerFieldUpdater.newUpdater(ResourceSamples.class, "updatedInt"));
        samples.add(
                AtomicLongFieldUpdater.class,
                AtomicLongFieldUpdater.newUpdater(ResourceSamples.class, "updatedLong"),
                AtomicLongFieldUpdater.newUpdater(ResourceSamples.class, "updatedLong"));
        samples.add(
                AtomicReferenceFieldUpdater.class,
                AtomicReferenceFieldUpdater.newUpdater(ResourceSamples.class, String.class, "updatedText"),
                AtomicReferenceFieldUpdater.newUpdater(ResourceSamples.class, String.class, "updatedText"));
    }

    private static void threads(Samples samples) {
        samples.add(Thread.class, new Thread(() -> {}), Thread.currentThread());
        samples.add(
                ThreadGroup.class, new ThreadGroup("x"), Thread.currentThread().getThreadGroup());
        samples.add(ThreadLocal.class, new ThreadLocal<>(), ThreadLocal.withInitial(() -> "x"));
        samples.add(InheritableThreadLocal.class, new InheritableThreadLocal<>(), new InheritableThreadLocal<>());
        samples.add(ForkJoinPool.class, new ForkJoinPool(1), ForkJoinPool.commonPool());
        ForkJoinWorkerThread worker =
                ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(ForkJoinPool.commonPool());
        samples.add(ForkJoinWorkerThread.class, worker, worker);
        samples.add(
                ScheduledThreadPoolExecutor.class,
                new ScheduledThreadPoolExecutor(0),
                new ScheduledThreadPoolExecutor(1));
        ThreadPoolExecutor pool = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        samples.add(ThreadPoolExecutor.class, pool, new ScheduledThreadPoolExecutor(1));
        for (Class<?> each : List.of(
                ThreadPoolExecutor.AbortPolicy.class,
                ThreadPoolExecutor.CallerRunsPolicy.class,
                ThreadPoolExecutor.DiscardOldestPolicy.class,
                ThreadPoolExecutor.DiscardPolicy.class)) {
            samples.add(each, Samples.made(each).toArray());
        }
        Timer timer = new Timer(true);
        timer.cancel();
        samples.add(Timer.class, timer, timer);
    }

    private static void tools(Samples samples) throws IOException {
        samples.add(Runtime.class, Runtime.getRuntime(), Runtime.getRuntime());
        samples.add(ProcessBuilder.class, new ProcessBuilder("x"), new ProcessBuilder("x", "y"));
        samples.add(ProcessBuilder.Redirect.class, ProcessBuilder.Redirect.PIPE, ProcessBuilder.Redirect.INHERIT);
        samples.add(Random.class, new Random(1), new Random(2));
        samples.add(SplittableRandom.class, new SplittableRandom(1), new SplittableRandom(2));
        samples.add(ThreadLocalRandom.class, ThreadLocalRandom.current(), ThreadLocalRandom.current());
        samples.add(Base64.Encoder.class, Base64.getEncoder(), Base64.getUrlEncoder());
        samples.add(Base64.Decoder.class, Base64.getDecoder(), Base64.getUrlDecoder());
        samples.add(Formatter.class, new Formatter(), new Formatter(Locale.US));
        samples.add(Scanner.class, new Scanner("a"), new Scanner("b"));
        samples.add(EventObject.class, new EventObject("a"), new EventObject("b"));
        PropertyResourceBundle bundle = new PropertyResourceBundle(new StringReader("a=b"));
        samples.add(ResourceBundle.class, bundle, new PropertyResourceBundle(new StringReader("")));
        samples.add(PropertyResourceBundle.class, bundle, new PropertyResourceBundle(new StringReader("")));
        samples.add(
                ResourceBundle.Control.class,
                ResourceBundle.Control.getControl(ResourceBundle.Control.FORMAT_DEFAULT),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
    }

    /** Adds values of classes that the oldest platform lacks. */
    private static void newer(Samples samples) throws Exception {
        if (Runtime.version().feature() >= 25) {
            Class<?> scoped = Class.forName("java.lang.ScopedValue");
            Object value = scoped.getMethod("newInstance").invoke(null);
            samples.add(scoped, value, scoped.getMethod("newInstance").invoke(null));
            Method where = scoped.getMethod("where", scoped, Object.class);
            samples.add(where.getReturnType(), where.invoke(null, value, "x"), where.invoke(null, value, "y"));
        }
    }
}
