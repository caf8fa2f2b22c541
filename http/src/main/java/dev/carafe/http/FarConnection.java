package dev.carafe.http;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection to somebody else, to which a client's is joined.
 *
 * @param input what comes from there
 * @param output what goes there
 * @param end closes both, and may be asked to more than once
 */
public record FarConnection(InputStream input, OutputStream output, Closeable end) {}
