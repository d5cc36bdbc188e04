package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx with {@code proxy_cache}: one worker for the one core, as its manual advises. */
final class Nginx implements CacheKind {
  /** Its manual's: one fetch for all who ask at the same time. */
  private static final String ONE_FETCH = "proxy_cache_lock on;";

  /** Its manual's example of a key, which has no query. */
  private static final String KEY_WITHOUT_QUERY = " proxy_cache_key $proxy_host$uri;";

  private final String cacheDirectives;

  Nginx() {
    this("");
  }

  private Nginx(String cacheDirectives) {
    this.cacheDirectives = cacheDirectives;
  }

  /** For many viewers at once, whose queries may be ignored. */
  static Nginx forScenarios(boolean ignoresQuery) {
    return new Nginx(ONE_FETCH + (ignoresQuery ? KEY_WITHOUT_QUERY : ""));
  }

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public String program() {
    return "nginx";
  }

  @Override
  public String version() throws IOException {
    return Programs.version(program(), "-v");
  }

  @Override
  public Launch prepare(Path directory, int port, int originPort) throws IOException {
    Path file = directory.resolve("nginx.conf");
    // The user: nginx gives up root for a user who may not write here. Without root it is ignored.
    // The temporary paths: the packaged ones are not writable without root. The connections: by
    // default it refuses more than 512.
    Files.writeString(
        file,
        """
        daemon off;
        user %4$s;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events { worker_connections 4096; }
        http {
          access_log %1$s/access.log combined buffer=64k;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          sendfile on;
          tcp_nopush on;
          open_file_cache max=1000;
          keepalive_requests 1000000000;
          proxy_cache_path %1$s/cache levels=1:2 keys_zone=bench:1m max_size=1g inactive=1h
                           use_temp_path=off;
          server {
            listen 127.0.0.1:%2$d;
            location / {
              proxy_pass http://127.0.0.1:%3$d;
              proxy_http_version 1.1;
              proxy_cache bench; %5$s
            }
          }
        }
        """
            .formatted(
                directory, port, originPort, System.getProperty("user.name"), cacheDirectives));
    return new Launch(Programs.require(program()), "-c", file.toString());
  }
}
