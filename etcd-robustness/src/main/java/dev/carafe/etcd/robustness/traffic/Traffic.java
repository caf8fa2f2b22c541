package dev.carafe.etcd.robustness.traffic;

import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.robustness.history.Call;

/** One client's habits. Remembers what the client was told. */
public interface Traffic {
    /** What the client asks next. */
    Call next();

    /** The answer to what it asked last; not called when there was none. */
    void told(Call call, Record response);

    /** A watch that the client would make now. */
    WatchRequest watch();
}
