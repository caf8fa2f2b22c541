/**
 * Calls: a SOAP request in, its answer out, with everything between that is the same for every object and server: version,
 * session, object, permission, dispatch, faults. HTTP is somebody else's.
 *
 * <p>It knows {@code session}, {@code inventory} and {@code property}. Each call runs on the thread that brings it.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.service;

import org.jspecify.annotations.NullMarked;
