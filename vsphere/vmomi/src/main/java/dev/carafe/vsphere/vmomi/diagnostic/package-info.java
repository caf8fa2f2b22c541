/**
 * What a server's log says, for those who may ask for it over the API.
 *
 * <p>{@link dev.carafe.vsphere.vmomi.diagnostic.LogTail} keeps the newest lines in memory; where the whole log goes is decided by whoever
 * runs the server. All of it may be used by any thread.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.diagnostic;

import org.jspecify.annotations.NullMarked;
