package dev.carafe.kubernetes.apiserver.span.testing;

import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.span.Spans;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers the operations of one thread in words. */
public final class RecordedSpans implements Spans {
    /** What each operation is called by others. */
    public static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<Recorded> open = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    /** The beginnings of operations with their attributes, what came about in them, and their ends. */
    public List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public Span start(String name) {
        Recorded span = new Recorded(name, told.size());
        told.add(name);
        open.add(span);
        return span;
    }

    @Override
    public Span current() {
        return open.isEmpty() ? Span.NONE : open.getLast();
    }

    private final class Recorded implements Span {
        private final String name;
        private final int place;
        private final Map<String, Object> attributes = new LinkedHashMap<>();

        Recorded(String name, int place) {
            this.name = name;
            this.place = place;
        }

        @Override
        public boolean isRecording() {
            return true;
        }

        @Override
        public Span with(String attribute, String value) {
            return said(attribute, value);
        }

        @Override
        public Span with(String attribute, long value) {
            return said(attribute, value);
        }

        private Span said(String attribute, Object value) {
            attributes.put(attribute, value);
            told.set(place, name + " " + attributes);
            return this;
        }

        @Override
        public void event(String event) {
            told.add(event);
        }

        @Override
        public void event(String event, String attribute, long value) {
            told.add(event + " " + attribute + "=" + value);
        }

        @Override
        public String traceparent() {
            return TRACEPARENT;
        }

        @Override
        public void close() {
            open.remove(this);
            told.add("end of " + name);
        }
    }
}
