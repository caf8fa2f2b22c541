package dev.carafe.vsphere.esxi.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in a folder, as a page of links. */
final class FolderListing {
    /** Entries that a page has at most. */
    private static final int ENTRIES_MAX = 10_000;

    private final StringBuilder page = new StringBuilder();

    private FolderListing(String title) {
        page.append("<!DOCTYPE html>\n<html><head><title>Index of ")
                .append(escaped(title))
                .append("</title></head><body>\n<h1>Index of ")
                .append(escaped(title))
                .append("</h1>\n<table>\n<tr><th>Name</th><th>Last modified</th><th>Size</th></tr>\n");
    }

    static void datastores(HttpExchange exchange, String datacenter, List<Datastore> datastores) throws IOException {
        FolderListing listing = new FolderListing("datastores on " + datacenter);
        for (Datastore datastore : datastores) {
            listing.row(FolderEndpoint.PREFIX + query(datacenter, datastore), datastore.name(), "", "");
        }
        listing.reply(exchange);
    }

    static void folder(HttpExchange exchange, String datacenter, Datastore datastore, Path folder) throws IOException {
        String path = datastore.pathOf(folder).path();
        FolderListing listing =
                new FolderListing(path + " on datastore " + datastore.name() + " in datacenter " + datacenter);
        String query = query(datacenter, datastore);
        String base = FolderEndpoint.PREFIX + "/" + (path.isEmpty() ? "" : encoded(path) + "/");
        listing.row(path.isEmpty() ? FolderEndpoint.PREFIX : parent(path) + query, "Parent Directory", "", "");
        try (Stream<Path> all = Files.list(folder)) {
            for (Path entry : all.filter(each -> !DiskStore.isUnfinished(each))
                    .sorted()
                    .limit(ENTRIES_MAX)
                    .toList()) {
                boolean isFolder = Files.isDirectory(entry);
                String name = entry.getFileName() + (isFolder ? "/" : "");
                listing.row(
                        base + encoded(name) + query,
                        name,
                        Files.exists(entry) ? Files.getLastModifiedTime(entry).toString() : "",
                        isFolder || !Files.exists(entry) ? "-" : Long.toString(Files.size(entry)));
            }
        }
        listing.reply(exchange);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return FolderEndpoint.PREFIX + (slash < 0 ? "" : "/" + encoded(path.substring(0, slash)));
    }

    private static String query(String datacenter, Datastore datastore) {
        return "?dcPath=" + URLEncoder.encode(datacenter, UTF_8) + "&dsName="
                + URLEncoder.encode(datastore.name(), UTF_8);
    }

    /** A path in a URL: all but its slashes is escaped. */
    private static String encoded(String path) {
        return URLEncoder.encode(path, UTF_8).replace("+", "%20").replace("%2F", "/");
    }

    private void row(String link, String name, String modified, String size) {
        page.append("<tr><td><a href=\"")
                .append(escaped(link))
                .append("\">")
                .append(escaped(name))
                .append("</a></td><td>")
                .append(escaped(modified))
                .append("</td><td>")
                .append(size)
                .append("</td></tr>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void reply(HttpExchange exchange) throws IOException {
        page.append("</table>\n</body></html>\n");
        exchange.reply(200, "text/html; charset=utf-8", page.toString().getBytes(UTF_8));
    }
}
