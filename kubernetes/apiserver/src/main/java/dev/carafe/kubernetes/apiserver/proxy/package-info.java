/**
 * The way through to pods and services: any HTTP request below {@code pods/NAME/proxy} and {@code services/NAME/proxy} is
 * sent on, and its answer copied back as it comes.
 *
 * <p>A request runs on its own thread; nothing is buffered but one piece. Where it goes is decided by {@link PodProxy} and
 * {@link ServiceProxy}, and sent by {@link Backends}. Upgrades of the connection are not passed on.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
