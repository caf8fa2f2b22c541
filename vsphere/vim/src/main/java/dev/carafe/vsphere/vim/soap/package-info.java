/**
 * The SOAP 1.1 form of the language: requests, responses and faults, read and written in one pass without a tree between.
 *
 * <p>{@link dev.carafe.vsphere.vim.soap.SoapCodec} is the way in. A server reads requests strictly: what is malformed, of a
 * wrong type or lacks what must be there is answered with the protocol's fault. A client reads responses leniently, since
 * servers leave out what they should not. Both skip elements that the tables do not have, and both are bounded by {@link
 * dev.carafe.vsphere.vim.soap.Limits}; document types and entities are refused. {@link
 * dev.carafe.vsphere.vim.soap.ServiceVersions} is what a server says of the versions that it speaks.
 *
 * <p>Nothing here opens a connection or keeps a thread; all of it may be used by many threads at once, one message each.
 */
@NullMarked
package dev.carafe.vsphere.vim.soap;

import org.jspecify.annotations.NullMarked;
