/**
 * A client of vCenter and ESXi, as govmomi is for Go: the connection and its session,
 * reading and waiting for properties, tasks, and finding objects by inventory path.
 *
 * <p><b>Shape.</b> {@link dev.carafe.vsphere.client.Connection} is one server's {@code /sdk}: it is the {@code Invoker} that
 * the stubs of {@code vsphere/vim} send their calls through. {@link dev.carafe.vsphere.client.VSphereClient} adds the service
 * content and the session. Over it stand {@link dev.carafe.vsphere.client.Finder}, {@link dev.carafe.vsphere.client.Search}
 * and {@link dev.carafe.vsphere.client.View} to find things, {@link dev.carafe.vsphere.client.PropertyReader} and {@link
 * dev.carafe.vsphere.client.PropertyWaiter} to look at them, {@link dev.carafe.vsphere.client.Tasks}, {@link
 * dev.carafe.vsphere.client.FileTransfers} for what moves by plain HTTP, and {@link dev.carafe.vsphere.client.RestClient} for
 * what vCenter has by REST alone. What is particular to one kind of object is in the packages below.
 *
 * <p><b>Threads.</b> Calls block; callers bring virtual threads. A connection and what is built over it may be used by all
 * threads at once. A connection has one thread of its own, which ends answers that come too slowly; a {@link
 * dev.carafe.vsphere.client.KeepAlive} has one.
 *
 * <p><b>Errors.</b> The server's faults are {@code FaultException}; what goes wrong on the way to it is a {@link
 * dev.carafe.vsphere.client.ConnectionException} that names the address. An interruption is an {@code InterruptedException}.
 * Both are wrapped in {@code UncheckedIOException} where they come out of a stub, since its methods declare nothing: {@link
 * dev.carafe.vsphere.client.Connection#checked} unwraps them. Nothing is retried here: a call may have been carried out although its answer was lost.
 *
 * <p><b>Arrows.</b> Knows {@code vsphere/vim} and {@code pki}.
 */
@NullMarked
package dev.carafe.vsphere.client;

import org.jspecify.annotations.NullMarked;
