/**
 * The HTTPS edge of a server of managed objects: {@code /sdk} with its versions, the session's cookie, and whatever else the
 * server has by path. It knows {@code service},
 * {@code session} and {@code user}, and the house's {@code http}; each request runs on its own virtual thread.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.edge;

import org.jspecify.annotations.NullMarked;
