package dev.carafe.vsphere.vmomi.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Those who may log in to a server. Safe for all threads. Another process may change who they are: this is seen by
 * {@link #refresh}, which each log-in begins with. A name is the same in any case, and written {@code user@domain} or
 * {@code DOMAIN\\user}.
 */
public final class Users {
    private static final int NAME_MAX = 256;
    private static final int PASSWORD_MAX = 1024;
    private static final System.Logger LOG = System.getLogger(Users.class.getName());

    private final UserStore store;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final int iterations;
    /** Hashing is dear on purpose: guessers are not to have all processors. */
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    /** For comparing passwords that were right before without hashing them again. */
    private final byte[] processKey = new byte[32];

    private final PasswordHash nobodys;

    // All below are guarded by this.
    private final Map<String, User> byName = new LinkedHashMap<>();
    private final Map<String, byte[]> right = new HashMap<>();
    private final LockOut lockOut = new LockOut();
    private Object stamp;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    /** One thread at a time waits for the store's lock, which a process has as a whole. */
    private final ReentrantLock changing = new ReentrantLock();

    private Users(UserStore store, InstantSource clock, int iterations) throws IOException {
        this.store = store;
        this.clock = clock;
        this.iterations = iterations;
        random.nextBytes(processKey);
        nobodys = PasswordHash.ofNobody(iterations, random);
        stamp = store.stamp(); // before they are read: what comes between is read again
        take(store.load());
    }

    private void take(List<User> users) {
        byName.clear();
        users.forEach(user -> byName.put(key(user.name()), user));
    }

    /** @throws IOException when those that were kept cannot be read */
    public static Users open(UserStore store, InstantSource clock) throws IOException {
        return open(store, clock, PasswordHash.ITERATIONS);
    }

    /** @param iterations of new hashes; tests, which have no secrets, take fewer */
    public static Users open(UserStore store, InstantSource clock, int iterations) throws IOException {
        return new Users(store, clock, iterations);
    }

    /** To be called when {@link #refresh} has found other users, or a user in other groups. */
    public void onRefresh(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes over what another process has changed. What cannot be read changes nothing; it is logged once. */
    public void refresh() {
        synchronized (this) {
            try {
                Object now = store.stamp();
                if (now.equals(stamp)) {
                    return;
                }
                stamp = now;
                List<User> before = List.copyOf(byName.values());
                take(store.load());
                before.stream()
                        .filter(old -> !old.equals(byName.get(key(old.name()))))
                        .forEach(this::forget);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "users stay as they were, since those that were kept cannot be read", e);
                return;
            }
        }
        listeners.forEach(Runnable::run);
    }

    /** A user is another now: neither his old password nor wrong guesses count any more. */
    private void forget(User user) {
        right.remove(key(user.name()));
        lockOut.succeeded(key(user.name()));
    }

    /**
     * The user of a name and password; empty when there is none, the password is another, or there were too many guesses.
     *
     * @param remoteAddress where the guess came from, for the log
     */
    public Optional<User> authenticate(String name, String password, String remoteAddress) throws InterruptedException {
        refresh();
        String key = key(name);
        User user;
        synchronized (this) {
            if (name.length() > NAME_MAX || password.length() > PASSWORD_MAX) {
                return Optional.empty();
            }
            if (lockOut.isShut(key, clock.instant())) {
                LOG.log(
                        Level.WARNING,
                        "{0} is locked out after too many guesses, the last from {1}",
                        printable(name),
                        remoteAddress);
                return Optional.empty();
            }
            user = byName.get(key);
        }
        boolean matches = matches(key, user, password);
        synchronized (this) {
            boolean shut = lockOut.isShut(key, clock.instant()); // many may have guessed at once
            if (matches && !shut && user != null && user.equals(byName.get(key))) {
                lockOut.succeeded(key);
                return Optional.of(user);
            }
            lockOut.failed(key, clock.instant());
        }
        LOG.log(Level.WARNING, "a log-in as {0} from {1} was refused", printable(name), remoteAddress);
        return Optional.empty();
    }

    /** A stranger's text, without what would begin a new line of the log. */
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /** It takes as long for one who does not exist, so that nobody learns who does. */
    private boolean matches(String key, @Nullable User user, String password) throws InterruptedException {
        byte[] quick = quick(key, password);
        synchronized (this) {
            byte[] known = right.get(key);
            if (user != null && known != null && MessageDigest.isEqual(known, quick)) {
                return true;
            }
        }
        hashing.acquire();
        boolean matches;
        try {
            matches = (user == null ? nobodys : user.password()).matches(password);
        } finally {
            hashing.release();
        }
        synchronized (this) {
            if (matches && user != null && user.equals(byName.get(key))) {
                right.put(key, quick);
            }
        }
        return matches && user != null;
    }

    private byte[] quick(String key, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(processKey, "HmacSHA256"));
            mac.update(key.getBytes(UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    /** The user of a name. */
    public synchronized Optional<User> find(String name) {
        return Optional.ofNullable(byName.get(key(name)));
    }

    /** All users, oldest first. */
    public synchronized List<User> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Adds a user.
     *
     * @return false when there is one of the name
     * @throws IllegalArgumentException when the name cannot be one
     * @throws IOException when he cannot be kept: then he was not added
     */
    public boolean add(String name, String fullName, String password, List<String> groups) throws IOException {
        if (name.isBlank() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a user's name has 1 to " + NAME_MAX + " printable characters");
        }
        User user = new User(name, fullName, PasswordHash.of(password, iterations, random), groups);
        boolean added = change(name, before -> before == null, _ -> user);
        if (added) {
            given(key(name), password, user.password());
        }
        return added;
    }

    /** Removes a user; false when there is none of the name. */
    public boolean remove(String name) throws IOException {
        return change(name, before -> before != null, _ -> null);
    }

    /** Gives a user another password; false when there is none of the name. */
    public boolean setPassword(String name, String password) throws IOException {
        PasswordHash hash = PasswordHash.of(password, iterations, random);
        boolean set = update(name, user -> new User(user.name(), user.fullName(), hash, user.groups()));
        if (set) {
            given(key(name), password, hash);
        }
        return set;
    }

    /** Whoever was given a password is not to have it hashed once more when he first logs in. */
    private void given(String key, String password, PasswordHash hash) {
        byte[] quick = quick(key, password);
        synchronized (this) {
            User now = byName.get(key);
            if (now != null && now.password().equals(hash)) { // nobody gave him another meanwhile
                right.put(key, quick);
            }
        }
    }

    /** Changes what is said of a user; false when there is none of the name. */
    public boolean update(String name, UnaryOperator<User> update) throws IOException {
        return change(name, before -> before != null, user -> user == null ? null : update.apply(user));
    }

    /** Keeps the change, and makes it only then; false, and nothing is done, unless the user is as he must be. */
    private boolean change(String name, Predicate<@Nullable User> wanted, UnaryOperator<@Nullable User> change)
            throws IOException {
        String key = key(name);
        changing.lock();
        try (UserStore.Lock _ = store.lock()) {
            refresh();
            synchronized (this) {
                User before = byName.get(key);
                if (!wanted.test(before)) {
                    return false;
                }
                Map<String, User> after = new LinkedHashMap<>(byName);
                User changed = change.apply(before);
                if (changed == null) {
                    after.remove(key);
                } else {
                    after.put(key, changed);
                }
                store.save(List.copyOf(after.values()));
                stamp = store.stamp();
                take(List.copyOf(after.values()));
                if (before != null) {
                    forget(before);
                }
                return true;
            }
        } finally {
            changing.unlock();
        }
    }

    private static String key(String name) {
        return canonical(name);
    }

    /** A name in the one form in which names are compared: {@code user@domain}, in small letters. */
    public static String canonical(String name) {
        int backslash = name.indexOf('\\');
        String written = backslash < 0 ? name : name.substring(backslash + 1) + "@" + name.substring(0, backslash);
        return written.toLowerCase(Locale.ROOT);
    }
}
