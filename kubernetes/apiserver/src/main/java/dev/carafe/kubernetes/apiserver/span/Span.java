package dev.carafe.kubernetes.apiserver.span;

/** One operation, which begins when it is made and ends when it is closed. For the thread that began it. */
public interface Span extends AutoCloseable {
    /** Tells nobody. */
    Span NONE = new Span() {
        @Override
        public boolean isRecording() {
            return false;
        }

        @Override
        public Span with(String attribute, String value) {
            return this;
        }

        @Override
        public Span with(String attribute, long value) {
            return this;
        }

        @Override
        public void event(String name) {}

        @Override
        public void event(String name, String attribute, long value) {}

        @Override
        public String traceparent() {
            return "";
        }

        @Override
        public void close() {}
    };

    /** Whether anybody is told; what is costly to tell is made for somebody only. */
    boolean isRecording();

    /** Says more of the operation. */
    Span with(String attribute, String value);

    /** Says more of the operation, in a number. */
    Span with(String attribute, long value);

    /** Something has come about just now. */
    void event(String name);

    /** Something has come about just now, of which there is a number to tell. */
    void event(String name, String attribute, long value);

    /** The operation as others who are asked for a part of it must name it (W3C Trace Context); empty where nobody is told. */
    String traceparent();

    @Override
    void close();
}
