package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Apache Traffic Server: one network thread for the one core, and a RAM cache for all objects. */
final class TrafficServer implements CacheKind {
  /** Where Debian's package has the plugins. */
  private static final String MODULES = "/usr/lib/trafficserver/modules";

  /** Those of the manual's example, with as many segments as the gateway has ahead. */
  private static final String PREFETCH =
      " @plugin=cachekey.so @pparam=--remove-all-params=true"
          + " @plugin=prefetch.so @pparam=--front=true @pparam=--fetch-policy=simple"
          + " @pparam=--fetch-path-pattern=/(.*-)(\\d+)(.*)/$1{$2+1}$3/"
          + " @pparam=--fetch-count=5";

  private final String plugins;

  TrafficServer() {
    this("");
  }

  private TrafficServer(String plugins) {
    this.plugins = plugins;
  }

  /** With the plugin that fetches ahead what has the next numbers. */
  static TrafficServer withPrefetch() {
    return new TrafficServer(PREFETCH);
  }

  @Override
  public String name() {
    return "Traffic Server";
  }

  @Override
  public String program() {
    return "traffic_server";
  }

  @Override
  public String version() throws IOException {
    return Programs.version(program(), "-V");
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) throws IOException {
    Path config = Files.createDirectories(directory.resolve("config"));
    for (String name : new String[] {"cache", "log", "run"}) {
      Files.createDirectories(directory.resolve(name));
    }
    Path layout = directory.resolve("runroot.yaml");
    Files.writeString(
        layout,
        """
        prefix: %1$s
        exec_prefix: %1$s
        bindir: /usr/bin
        sbindir: /usr/sbin
        sysconfdir: %1$s/config
        datadir: %1$s/cache
        libexecdir: %2$s
        localstatedir: %1$s/run
        runtimedir: %1$s/run
        logdir: %1$s/log
        cachedir: %1$s/cache
        """
            .formatted(directory, MODULES));
    // The user: Traffic Server gives up root for a user who may not write here. The cutoff: by
    // default objects of 4 MiB stay out of the RAM cache. The helper would be one process more.
    Files.writeString(
        config.resolve("records.config"),
        """
        CONFIG proxy.config.http.server_ports STRING %d:ip-in=127.0.0.1
        CONFIG proxy.config.admin.user_id STRING #-1
        CONFIG proxy.config.crash_log_helper STRING NULL
        CONFIG proxy.config.exec_thread.autoconfig INT 0
        CONFIG proxy.config.exec_thread.limit INT 1
        CONFIG proxy.config.cache.ram_cache.size INT 268435456
        CONFIG proxy.config.cache.ram_cache_cutoff INT 67108864
        CONFIG proxy.config.log.logging_enabled INT 3
        """
            .formatted(port));
    Files.writeString(
        config.resolve("remap.config"),
        "map / http://127.0.0.1:%d/%s%n".formatted(originPort, plugins));
    Files.writeString(
        config.resolve("storage.config"), "%s 512M%n".formatted(directory.resolve("cache")));
    Files.writeString(
        config.resolve("ip_allow.yaml"),
        """
        ip_allow:
          - {apply: in, ip_addrs: 127.0.0.0/8, action: allow, methods: ALL}
        """);
    Files.writeString(
        config.resolve("logging.yaml"),
        """
        logging:
          formats:
            - {name: common, format: '%<chi> - %<caun> [%<cqtn>] "%<cqtx>" %<pssc> %<pscl>'}
          logs:
            - {filename: access, format: common}
        """);
    return new Launch(Programs.require(program()), "--run-root=" + layout);
  }
}
