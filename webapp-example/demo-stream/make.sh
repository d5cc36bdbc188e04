#!/bin/sh
# Makes the demo stream that the example web application carries: one minute of HLS, two variants,
# 2-second MPEG-TS segments, with the clock, the segment number and the variant burnt in.
#
#   apt-get install -y ffmpeg fonts-dejavu-core
#   webapp-example/demo-stream/make.sh [output directory]
#
# Everything in the picture and the sound is generated here. Each encoder runs on one thread and in
# bit-exact mode, so the same ffmpeg and x264 on the same kind of CPU write the same bytes; another
# version writes an equivalent stream. The files in the repository: Debian 12, ffmpeg 5.1.9, x264 164.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../src/main/webapp/WEB-INF/demo-stream}
font_dir=${FONT_DIR:-/usr/share/fonts/truetype/dejavu}

seconds=60
segment_seconds=2
frames_per_second=25

for tool in ffmpeg awk; do
  command -v "$tool" >/dev/null || { echo "make.sh: $tool is needed" >&2; exit 1; }
done
[ -r "$font_dir/DejaVuSans-Bold.ttf" ] || {
  echo "make.sh: DejaVuSans-Bold.ttf is needed in $font_dir (set FONT_DIR)" >&2
  exit 1
}

# mm:ss.t; the thousandth keeps a frame that sits on a tenth from showing the tenth before it.
clock='%{eif\:floor(t/60)\:d\:2}\:%{eif\:mod(floor(t+0.001),60)\:d\:2}.%{eif\:mod(floor((t+0.001)*10),10)\:d\:1}'
segment="%{eif\\:floor((t+0.001)/$segment_seconds)\\:d\\:2}"

# A drifting gradient under slowly changing cells (Conway's Life) gives the encoder real work.
background() { # width height
  cat <<GRAPH
gradients=s=${1}x${2}:r=$frames_per_second:d=$seconds:n=3:c0=0x0b2a4a:c1=0x14606b:c2=0x3a1f5c:x0=0:y0=0:x1=$1:y1=$2:speed=0.012:seed=7[sky];
life=s=$(($1 / 8))x$(($2 / 8)):r=5:ratio=0.22:seed=11:mold=24:life_color=0x8fd3e8:death_color=0x20506a:mold_color=0x000000,
fps=$frames_per_second,trim=duration=$seconds,scale=${1}:${2}:flags=neighbor,format=rgba,colorchannelmixer=aa=0.20[cells];
[sky][cells]overlay=shortest=1[scene]
GRAPH
}

# Text sizes follow the height; the bar at the bottom grows over the whole minute, the light strip
# above it over one segment.
labels() { # width height name
  bold="fontfile=$font_dir/DejaVuSans-Bold.ttf:fontcolor=white:shadowcolor=black@0.6:shadowx=2:shadowy=2"
  small=$(($2 / 16))
  cat <<GRAPH
color=c=0x35d0ba:s=${1}x$(($2 / 30)):r=$frames_per_second:d=$seconds[whole];
color=c=white@0.75:s=${1}x$(($2 / 90)):r=$frames_per_second:d=$seconds,format=rgba[part];
[scene][whole]overlay=x='-W+W*t/$seconds':y=H-h[with_whole];
[with_whole][part]overlay=x='-W+W*mod(t,$segment_seconds)/$segment_seconds':y=H-$(($2 / 30))-h,
drawtext=$bold:fontsize=$small:x=w*0.04:y=h*0.06:text='HLS Prebuffer demo',
drawtext=$bold:fontsize=$small:x=w*0.96-tw:y=h*0.06:text='$3':fontcolor=0xffd479,
drawtext=$bold:fontsize=$small:x=w*0.06:y=h*0.32-ascent:text='segment',
drawtext=$bold:fontsize=$(($2 * 9 / 20)):x=w*0.05:y=h*0.36:text='$segment',
drawtext=$bold:fontsize=$small:x=w*0.50:y=h*0.32-ascent:text='clock',
drawtext=$bold:fontsize=$(($2 * 2 / 11)):x=w*0.50:y=h*0.47:text='$clock',
format=yuv420p[video]
GRAPH
}

# A soft beep of 90 ms each second, higher where a segment begins; the sine window avoids clicks.
beeps="0.10*lt(mod(t,1),0.09)*sin(PI*mod(t,1)/0.09)*sin(2*PI*(660+220*lt(mod(t,$segment_seconds),1))*t)"

variant() { # name width height level kilobits_per_second
  dir=$out/$1
  mkdir -p "$dir"
  ffmpeg -hide_banner -loglevel error -nostdin -y -bitexact \
    -filter_complex_threads 1 -filter_complex "$(background "$2" "$3"); $(labels "$2" "$3" "$1 ${2}x$3"); aevalsrc='$beeps':s=44100:d=$seconds[sound]" \
    -map '[video]' -map '[sound]' -t "$seconds" -map_metadata -1 -fflags +bitexact \
    -c:v libx264 -threads 1 -flags:v +bitexact -preset slow -profile:v main -level:v "$4" \
    -b:v "${5}k" -maxrate "$(($5 * 6 / 5))k" -bufsize "$(($5 * 2))k" -bf 0 \
    -g $((frames_per_second * segment_seconds)) -keyint_min $((frames_per_second * segment_seconds)) \
    -sc_threshold 0 \
    -c:a aac -flags:a +bitexact -ac 1 -b:a 40k \
    -f hls -hls_time "$segment_seconds" -hls_playlist_type vod -hls_flags independent_segments \
    -hls_segment_filename "$dir/segment-%03d.ts" "$dir/index.m3u8"
}

# Peak and average bit rate of a variant's segments, as its two attributes (RFC 8216bis 4.4.6.2).
bandwidths() { # name
  (cd "$out/$1" && while IFS= read -r line; do
    case $line in
      '#EXTINF:'*) length=${line#*:}; length=${length%,*} ;;
      '#'*) ;;
      *) echo "$length $(wc -c <"$line")" ;;
    esac
  done <index.m3u8) | awk '{ rate = 8 * $2 / $1; if (rate > peak) peak = rate; bytes += $2; time += $1 }
    END { printf "BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d", peak + 1, 8 * bytes / time + 1 }'
}

rm -rf "$out/high" "$out/low" "$out/index.m3u8"
variant high 640 360 3.0 480
variant low 320 180 1.3 160
cat >"$out/index.m3u8" <<PLAYLIST
#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:$(bandwidths high),CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=$frames_per_second.000
high/index.m3u8
#EXT-X-STREAM-INF:$(bandwidths low),CODECS="avc1.4d400d,mp4a.40.2",RESOLUTION=320x180,FRAME-RATE=$frames_per_second.000
low/index.m3u8
PLAYLIST
