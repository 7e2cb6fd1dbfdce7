import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off who sends too much, sends too slowly, or does not take what it asked for.
///
/// A class because it is a part of one connection's pipeline, on that connection's event loop. Hummingbird itself reads a body that nobody wants
/// to its end, however long that takes.
final class ConnectionLimits: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let bodyLimit: Int
    private let requestTimeout: TimeAmount
    private let stallTimeout: TimeAmount
    private var received = 0
    private var isAnswering = false
    private var isCut = false
    private var deadline: Scheduled<Void>?
    private var stall: Scheduled<Void>?

    init(_ settings: ServerSettings) {
        bodyLimit = settings.bodyLimit
        requestTimeout = .seconds(Int64(settings.requestTimeout))
        stallTimeout = .seconds(Int64(settings.idleTimeout))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isCut { return }
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head):
            received = 0
            isAnswering = false
            deadline?.cancel()
            deadline = close(context, after: requestTimeout)
            if let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > bodyLimit {
                return cut(context)
            }
        case .body(let bytes):
            received += bytes.readableBytes
            if received > bodyLimit { return cut(context) }
        case .end:
            deadline?.cancel()
            deadline = nil
        }
        context.fireChannelRead(data)
    }

    /// Nothing more is read of who has been cut off: the system's buffers fill up, and the sender stops.
    func read(context: ChannelHandlerContext) { if !isCut { context.read() } }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isCut {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        isAnswering = true
        context.write(data, promise: promise)
    }

    /// The peer takes less than is written: it has some time to take more.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = context.channel.isWritable ? nil : close(context, after: stallTimeout)
        context.fireChannelWritabilityChanged()
    }

    /// A connection that asks for nothing is one that is slow to ask.
    func channelActive(context: ChannelHandlerContext) {
        deadline = close(context, after: requestTimeout)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        stall?.cancel()
        context.fireChannelInactive()
    }

    /// Answers 413 unless an answer has begun, and closes the connection.
    private func cut(_ context: ChannelHandlerContext) {
        isCut = true
        if !isAnswering {
            let problem = Problem(.contentTooLarge, "a request's body may have \(bodyLimit) bytes")
            let body = ByteBuffer(string: problem.json)
            var head = HTTPResponse(status: .contentTooLarge)
            head.headerFields = [
                .contentType: Problem.contentType, .contentLength: String(body.readableBytes), .connection: "close",
            ]
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        // A moment to read the answer.
        deadline?.cancel()
        deadline = close(context, after: isAnswering ? .zero : .milliseconds(250))
    }

    private func close(_ context: ChannelHandlerContext, after time: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
