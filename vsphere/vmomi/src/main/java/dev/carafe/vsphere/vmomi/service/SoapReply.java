package dev.carafe.vsphere.vmomi.service;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a SOAP request.
 *
 * @param status of HTTP: 200, or 500 for a fault
 * @param body the envelope, ready to be read
 * @param cookie a new session's, to be set with the answer; null for none
 */
public record SoapReply(
        int status, ByteBuffer body, @Nullable String cookie) {}
