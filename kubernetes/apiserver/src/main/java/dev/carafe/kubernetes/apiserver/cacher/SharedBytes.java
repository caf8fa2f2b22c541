package dev.carafe.kubernetes.apiserver.cacher;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that several watchers send, as they are and compressed. Made when the first of them sends them, and forgotten when nobody has done
 * so for a while: between writers they are held weakly, so that an event which is kept for those who come later keeps neither form.
 * Thread-safe.
 */
public final class SharedBytes {
    private final Supplier<byte[]> maker;
    private volatile @Nullable WeakReference<byte[]> plain;

    /** Guarded by this. */
    private @Nullable WeakReference<byte[]> compressed;

    /** How many bytes the plain form has; negative until it was made for the first time. */
    private volatile int size = -1;

    /**
     * Bytes of which nothing is made yet.
     *
     * @param maker makes them, the same ones each time; kept as long as this is
     */
    public SharedBytes(Supplier<byte[]> maker) {
        this.maker = maker;
    }

    /** The bytes: a buffer of one's own over what is shared, which nobody may change. */
    public ByteBuffer plain() {
        WeakReference<byte[]> made = plain;
        byte[] known = made == null ? null : made.get();
        if (known == null) {
            known = maker.get();
            size = known.length;
            plain = new WeakReference<>(known);
        }
        return ByteBuffer.wrap(known);
    }

    /**
     * The bytes compressed, in a buffer as {@link #plain} has. Of many watchers who wake at once for an event one compresses it, while the
     * others wait: that takes longer than to copy the result to all of them.
     *
     * @param compressor the same whoever asks
     */
    public synchronized ByteBuffer compressed(Function<ByteBuffer, byte[]> compressor) {
        byte[] known = compressed == null ? null : compressed.get();
        if (known == null) {
            known = compressor.apply(plain());
            compressed = new WeakReference<>(known);
        }
        return ByteBuffer.wrap(known);
    }

    /** How many bytes there are before they are compressed. */
    public int size() {
        int known = size;
        return known < 0 ? plain().remaining() : known;
    }
}
