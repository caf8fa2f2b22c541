package dev.carafe.kubernetes.apiserver.span;

/** Makes the spans of what is done for a request; of what the server does for itself there are none. Thread-safe. */
public interface Spans {
    /** Tells nobody. */
    Spans NONE = new Spans() {
        @Override
        public Span start(String name) {
            return Span.NONE;
        }

        @Override
        public Span current() {
            return Span.NONE;
        }
    };

    /** Begins an operation; what its thread does until that is closed is within it. */
    Span start(String name);

    /** The operation that the thread is within; whoever began it closes it. */
    Span current();
}
