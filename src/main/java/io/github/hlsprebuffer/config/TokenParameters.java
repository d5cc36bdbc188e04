package io.github.hlsprebuffer.config;

import java.util.Set;

/**
 * Query parameters by which CDNs and media servers let a viewer in, and which say nothing of what
 * is asked for. Left out is what others use for other things, such as {@code e}, {@code st}, {@code
 * sig} with its companions, {@code key} or {@code session}.
 */
final class TokenParameters {
  /** The preset's name in a setting. */
  static final String PRESET = "@tokens";

  static final Set<String> NAMES =
      Set.of(
          // Akamai
          "hdnts",
          "hdnea",
          "hdntl",
          "__token__",
          // CloudFront, and Google Cloud CDN where the names are the same
          "Expires",
          "Policy",
          "Signature",
          "Key-Pair-Id",
          "KeyName",
          "URLPrefix",
          "GoogleAccessId",
          "edge-cache-token",
          // S3 and what speaks like it
          "AWSAccessKeyId",
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-Security-Token",
          "X-Amz-Signature",
          "X-Amz-SignedHeaders",
          "X-Goog-Algorithm",
          "X-Goog-Credential",
          "X-Goog-Date",
          "X-Goog-Expires",
          "X-Goog-Signature",
          "X-Goog-SignedHeaders",
          // nginx secure_link
          "md5",
          "expires",
          // Wowza
          "wowzatokenhash",
          "wowzatokenstarttime",
          "wowzatokenendtime",
          // Nimble Streamer
          "wmsAuthSign",
          "nimblesessionid",
          // Alibaba and Tencent
          "auth_key",
          "txSecret",
          "txTime",
          // Bunny, KeyCDN, Fastly and many an application
          "token",
          "token_path",
          "bcdn_token",
          "expire",
          "jwt",
          "access_token",
          "auth_token");

  private TokenParameters() {}
}
